//! `/disposals/{number}`: a batch with its way, its groups and votes, its list, whom it waits for, and the one act that is next.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::lines::{LinesTab, fits, is_troubled, tabs};
use super::reading::StepForm;
use super::shown::{
    StageShown, decided_as, fate_badge, left_because, stage_badge, sum_of_lines, told_votes, verdict, way,
};
use crate::acts::disposal::disposing::{
    self, ApprovalShown, DisposalDecision, DisposalPaper, DisposalStep, DisposalView, Eligible, GroupShown,
    LOOKED_INTO, LineShown, SeatRule, StageName, StepKind, StepShown, VolumeFate, VoteShown, disposal_rules,
};
use crate::domain::disposal::disposing::rules::WaitingDays;
use crate::domain::general::masking::FreeText;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::values::period::RetentionPeriod;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::Answer;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::listing::{Pager, Turning};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::onward;
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// What is waited for, named at most; steps of the history that are shown at first.
const NAMED: usize = 6;
const LATEST: usize = 12;

/// Which lines, which group is voted on, how much of the history.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BatchAsked {
    /// `troubled`, `destroy`, `kept`, `left`; empty: all.
    only: String,
    group: String,
    vote: String,
    history: String,
}

/// Lines of a page.
struct LinesShown {
    pager: Pager,
    rows: Vec<LineShown>,
}

/// A group of like volumes, with the lines on which somebody voted otherwise.
struct GroupRow {
    group: GroupShown,
    step: String,
    verdict: Badge,
    votes: Wording,
    exceptions: Vec<(i64, String, Wording)>,
}

/// Somebody of the group, and how many groups he has voted on.
struct MemberRow {
    account: i64,
    name: String,
    voted: usize,
}

#[derive(Template)]
#[template(path = "disposal/disposals/batch.html")]
struct DisposalPage {
    frame: Frame,
    view: DisposalView,
    badge: Badge,
    way: Vec<StageShown>,
    sum: Wording,
    /// Which form is the next act's.
    card: &'static str,
    groups: Vec<GroupRow>,
    /// The group the vote is on, by its place in `groups`; those this account has not voted on.
    voting: Option<usize>,
    unvoted: usize,
    seats: Vec<(SeatRule, Vec<MemberRow>)>,
    eligible: Vec<Eligible>,
    own: Option<i64>,
    is_member: bool,
    /// Volumes in trouble, and the tabs of the list.
    troubled: usize,
    tabs: Vec<LinesTab>,
    list: LinesShown,
    steps: Vec<StepShown>,
    hidden_steps: usize,
    periods: Vec<(String, Wording)>,
    papers: Vec<DisposalPaper>,
    days_left: i64,
    typed: StepForm,
    errors: Errors,
}

impl DisposalPage {
    fn is_at(&self, stages: &[StageName]) -> bool {
        stages.contains(&self.view.short.stage)
    }

    /// Lines may leave it before the decision, after it.
    fn may_take_out(&self) -> bool {
        self.is_at(&[StageName::Draft, StageName::Examined]) && self.frame.may("dispose")
    }

    fn may_keep_back(&self) -> bool {
        let is_member =
            ["dispose", "appraise", "approve", "supervise"].iter().any(|deed| self.frame.may(deed));
        self.is_at(&[StageName::Approved, StageName::Waiting, StageName::Destroying]) && is_member
    }

    /// A record may be kept out until the destruction is ordered.
    fn may_keep_out(&self) -> bool {
        let is_member =
            ["dispose", "appraise", "approve", "supervise"].iter().any(|deed| self.frame.may(deed));
        let ordered = self.view.on_site.as_ref().is_some_and(|on_site| on_site.intent.is_some());
        is_member && !ordered && !self.has_ended()
    }

    fn may_vote(&self) -> bool {
        self.is_at(&[StageName::Examined, StageName::Appraised]) && self.is_member
    }

    fn may_tick(&self, line: &LineShown) -> bool {
        matches!(line.fate, VolumeFate::Listed | VolumeFate::Decided(_))
            && (self.may_take_out() || self.may_keep_back() || self.may_vote())
    }

    fn has_ended(&self) -> bool {
        self.is_at(&[StageName::Done, StageName::Withdrawn])
    }

    fn period(&self, period: &RetentionPeriod) -> Wording {
        words::period(&period.key())
    }

    fn fate(&self, line: &LineShown) -> Badge {
        fate_badge(line)
    }

    fn votes_on(&self, line: &LineShown) -> Wording {
        told_votes(&line.exceptions)
    }

    fn because(&self, line: &LineShown) -> String {
        left_because(line)
    }

    fn masked(&self, text: &FreeText) -> String {
        text.to_string()
    }

    fn at(&self, at: &str) -> String {
        moment(at)
    }

    fn next_approval(&self) -> Option<&ApprovalShown> {
        self.view.approvals.iter().find(|approval| approval.signed.is_none())
    }

    /// What this account said of the group that is voted on.
    fn own_vote(&self, group: &GroupRow) -> Option<String> {
        let own = group.group.votes.iter().find(|vote| Some(vote.account) == self.own)?;
        let decided = own.decided.as_ref()?;
        Some(decided_as(decided).in_lang(self.frame.lang).to_owned())
    }

    fn waiting(&self) -> WaitingDays {
        disposal_rules().waiting
    }
}

/// Everything a batch's page is drawn from beside the batch.
struct Around {
    outline: Outline,
    own: Option<i64>,
    eligible: Vec<Eligible>,
}

fn step_name(outline: &Outline, group: &GroupShown) -> String {
    let class = outline.classes.iter().find(|class| class.id == group.class_id);
    let step = class.and_then(|class| class.steps.iter().find(|step| step.id == group.step_id));
    match (class, step) {
        (Some(class), Some(step)) => format!("{} {}", class.code, step.name),
        _ => format!("{} {}", group.class_id, group.step_id),
    }
}

fn group_rows(view: &DisposalView, outline: &Outline) -> Vec<GroupRow> {
    let row = |group: &GroupShown| {
        let own = view.lines.iter().filter(|shown| {
            shown.line.group == group.group && !matches!(shown.fate, VolumeFate::TakenOut(_))
        });
        let differs = own.filter(|shown| !shown.exceptions.is_empty());
        GroupRow {
            step: step_name(outline, group),
            verdict: verdict(&group.votes),
            votes: told_votes(&group.votes),
            exceptions: differs
                .map(|shown| (shown.line.volume_id, shown.line.code.clone(), told_votes(&shown.exceptions)))
                .collect(),
            group: group.clone(),
        }
    };
    view.groups.iter().map(row).collect()
}

fn seat_rows(view: &DisposalView) -> Vec<(SeatRule, Vec<MemberRow>)> {
    let voted = |account: i64| {
        let own =
            |votes: &[VoteShown]| votes.iter().any(|vote| vote.account == account && vote.decided.is_some());
        view.groups.iter().filter(|group| own(&group.votes)).count()
    };
    let members = |rule: &SeatRule| {
        let own = view.seats.iter().filter(|seat| seat.seat == rule.id);
        own.map(|seat| MemberRow {
            account: seat.account,
            name: seat.name.clone(),
            voted: voted(seat.account),
        })
        .collect()
    };
    disposal_rules().seats(view.short.is_accounting).map(|rule| (rule.clone(), members(rule))).collect()
}

/// Which form stands first: what this person can do now to take the batch on.
fn card(frame: &Frame, view: &DisposalView, own: Option<i64>, is_voting: bool) -> &'static str {
    let seat = view.seats.iter().find(|seat| Some(seat.account) == own);
    let handles = frame.may("dispose");
    match view.short.stage {
        StageName::Draft if handles => "examine",
        StageName::Examined
            if view.short.is_accounting
                && view.debts_checked.is_none()
                && seat.is_some_and(|seat| seat.seat == "accounting") =>
        {
            "debts"
        }
        StageName::Examined | StageName::Appraised if seat.is_some() && is_voting => "vote",
        StageName::Examined if handles && view.short.waits.is_empty() => "conclude",
        StageName::Appraised if handles => "opinion",
        StageName::Opinion => {
            let next = view.approvals.iter().find(|approval| approval.signed.is_none());
            let holds = |post: &str| {
                let rights = frame.actor.as_ref().map(|actor| &actor.rights.0);
                rights.is_some_and(|all| all.iter().any(|one| one.post == post || one.post.is_empty()))
            };
            if next.is_some_and(|next| holds(&next.post)) { "approval" } else { "" }
        }
        StageName::Approved if handles => "report",
        StageName::Waiting if handles => "begin",
        StageName::Destroying if handles || frame.may("supervise") => "site",
        StageName::Done => "done",
        _ => "",
    }
}

/// The group to vote on: the one asked for, else the first this account has not voted on.
fn voting(groups: &[GroupRow], own: Option<i64>, asked: &str, stage: StageName) -> (Option<usize>, usize) {
    let silent = |row: &GroupRow| {
        row.group.votes.iter().any(|vote| Some(vote.account) == own && vote.decided.is_none())
    };
    let unvoted = groups.iter().filter(|row| silent(row)).count();
    let asked = groups.iter().position(|row| row.group.group.to_string() == asked);
    let next = groups.iter().position(silent).filter(|_| stage == StageName::Examined);
    (asked.or(next), unvoted)
}

async fn around(app: &App, by: &By, frame: &Frame, view: &DisposalView) -> Answer<Around> {
    let seats_people = view.short.stage == StageName::Examined && frame.may("dispose");
    let eligible = match seats_people {
        true => disposing::may_vote(&app.archive, by, &view.short.number).await?,
        false => Vec::new(),
    };
    let is_seated = |one: &Eligible| view.seats.iter().any(|seat| seat.name == one.name);
    Ok(Around {
        outline: outline(app, by).await?,
        own: disposing::own_account(&app.archive, by).await?,
        eligible: eligible.into_iter().filter(|one| !is_seated(one)).collect(),
    })
}

/// Steps of the history, the newest first; counting is left out until all is asked for.
fn history(view: &DisposalView, all: bool) -> (Vec<StepShown>, usize) {
    let newest = view.steps.iter().rev();
    if all {
        return (newest.cloned().collect(), 0);
    }
    let steps: Vec<StepShown> =
        newest.filter(|step| step.kind != StepKind::Ticked).take(LATEST).cloned().collect();
    let hidden = view.steps.len() - steps.len();
    (steps, hidden)
}

async fn batch_page(
    app: &App,
    by: &By,
    frame: Frame,
    (number, asked, turning): (&str, BatchAsked, Turning),
    (typed, errors): (StepForm, Errors),
) -> Answer<Response> {
    let view = disposing::disposal(&app.archive, by, number).await?;
    let Around { outline, own, eligible } = around(app, by, &frame, &view).await?;
    let groups = group_rows(&view, &outline);
    let wanted = if typed.one("step") == "vote" { typed.one("group") } else { &asked.vote };
    let (voting, unvoted) = voting(&groups, own, wanted, view.short.stage);
    let fitting: Vec<&LineShown> =
        view.lines.iter().filter(|shown| fits(&asked.only, &asked.group, shown)).collect();
    let total = fitting.len() as i64;
    let shown = fitting.into_iter().skip(turning.skip() as usize).take(turning.size() as usize);
    let mut rows: Vec<LineShown> = shown.cloned().collect();
    if view.short.stage == StageName::Draft && view.lines.len() > LOOKED_INTO {
        let ids: Vec<i64> = rows.iter().map(|shown| shown.line.id).collect();
        let mut found = disposing::lines_looked_into(&app.archive, by, number, &ids).await?;
        rows.iter_mut().for_each(|shown| {
            if let Some(issues) = found.remove(&shown.line.id) {
                shown.issues = issues;
            }
        });
    }
    let list = LinesShown { pager: Pager::new(&frame, &turning, total), rows };
    let (steps, hidden_steps) = history(&view, asked.history == "all");
    let until = view.short.until.map_or(0, |until| (until - by.today()).num_days());
    let papers = if frame.may("export") { view.papers.clone() } else { Vec::new() };
    let shown = DisposalPage {
        badge: stage_badge(view.short.stage),
        way: way(view.short.stage),
        sum: sum_of_lines(&view.short.arithmetic),
        card: card(&frame, &view, own, voting.is_some()),
        groups,
        voting,
        unvoted,
        seats: seat_rows(&view),
        eligible,
        own,
        is_member: view.seats.iter().any(|seat| Some(seat.account) == own),
        troubled: view.lines.iter().filter(|shown| is_troubled(shown)).count(),
        tabs: tabs(&frame, &view, (&asked.only, &asked.group)),
        list,
        steps,
        hidden_steps,
        periods: outline.periods.into_iter().filter(|(key, _)| key != "permanent").collect(),
        papers,
        days_left: until.max(0),
        typed,
        errors,
        frame,
        view,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Query(asked): Query<BatchAsked>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let untyped = (StepForm::default(), Errors::default());
    batch_page(&app, &by, frame, (&number, asked, turning), untyped).await
}

/// `POST /disposals/{number}/steps`: takes the step of whichever form was sent.
pub async fn step(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let form = StepForm(form);
    if form.one("step") == "split" {
        let (lines, title) = (form.ticked(), form.one("title").to_owned());
        return match disposing::split(&app.archive, &by, &number, lines, &title).await {
            Ok(new) => onward(&format!("/disposals/{}?said=disposal_split", new.short.number)),
            Err(error) => {
                let errors = Errors::sort(error.into(), |_| String::new())?;
                let asked = (number.as_str(), BatchAsked::default(), Turning::default());
                batch_page(&app, &by, frame, asked, (form, errors)).await
            }
        };
    }
    match take(&app, &by, &number, &form).await {
        Ok(()) => {
            let said = match form.one("step") {
                "vote" | "vote_lines" => "disposal_voted",
                "take_out" => "disposal_taken_out",
                "keep_back" => "disposal_kept_back",
                "keep_out" => "disposal_kept_out",
                "withdraw" => "disposal_withdrawn",
                _ => "disposal_step",
            };
            onward(&format!("/disposals/{number}?said={said}"))
        }
        Err(fault) => {
            let errors = Errors::sort(fault, |problem| form.field_of(problem))?;
            let asked = (number.as_str(), BatchAsked::default(), Turning::default());
            batch_page(&app, &by, frame, asked, (form, errors)).await
        }
    }
}

async fn take(app: &App, by: &By, number: &str, form: &StepForm) -> Answer<()> {
    let troubled: Vec<i64> = match form.one("all") {
        "troubled" => {
            let view = disposing::disposal(&app.archive, by, number).await?;
            view.lines.iter().filter(|shown| is_troubled(shown)).map(|shown| shown.line.id).collect()
        }
        _ => Vec::new(),
    };
    let steps = match form.one("step") {
        "keep_out" => {
            let item = disposing::record_called(&app.archive, by, number, form.one("called")).await?;
            let (line, code, pages) = Default::default();
            let reason = form.one("reason").to_owned();
            vec![DisposalStep::KeepOut { item, reason, line, code, pages }]
        }
        _ => form.steps(&troubled)?,
    };
    disposing::take_steps(&app.archive, by, number, steps).await?;
    Ok(())
}
