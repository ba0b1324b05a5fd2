//! 表决表: the list of a batch as a sheet on which a member states votes away from the screen. What comes back is checked row by
//! row against the batch, and becomes the votes the page takes: one on a group of like volumes, one on each line that differs.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::asked::Asked;
use super::batch::{Disposal, DisposalLine};
use super::checks::not_in_the_group;
use super::stage::{DisposalStep, LONGEST, Signer};
use super::voting::{Decided, DisposalDecision, Seat, VoteOn, said_of};
use crate::general::digest::FieldDigest;
use crate::general::error::{Error, Result};
use crate::general::key::keyed;
use crate::general::masking::FreeText;
use crate::general::problem::Problem;
use crate::general::text::{fold, not_kept};
use crate::general::wording::{Lang, Wording};
use crate::problems;
use crate::values::period::RetentionPeriod;

keyed! {
    /// A column of the sheet.
    pub enum VoteColumn {
        Group = "group", "组", "Group";
        Code = "code", "档号", "Archival code";
        Title = "title", "题名", "Title";
        Year = "year", "年度", "Year";
        Period = "period", "保管期限", "Kept for";
        EligibleOn = "eligible_on", "可鉴定日", "From";
        Items = "items", "件数", "Items";
        Pages = "pages", "页数", "Pages";
        Others = "others", "其他成员意见", "Others say";
        Decision = "decision", "结论", "Decision";
        NewPeriod = "new_period", "新期限", "New period";
        Reason = "reason", "理由", "Reason";
        /// Batch, place on the list, seat, digest of the list and of the member's votes: it ties the row to them.
        Mark = "mark", "表决号", "Vote mark";
    }
}

/// Columns that say which volume it is and must come back as they went.
const FROZEN: [VoteColumn; 8] = [
    VoteColumn::Group,
    VoteColumn::Code,
    VoteColumn::Title,
    VoteColumn::Year,
    VoteColumn::Period,
    VoteColumn::EligibleOn,
    VoteColumn::Items,
    VoteColumn::Pages,
];

/// Columns without which a sheet says nothing.
pub const NEEDED: [VoteColumn; 4] =
    [VoteColumn::Decision, VoteColumn::NewPeriod, VoteColumn::Reason, VoteColumn::Mark];

/// Digits of a digest in a mark.
const DIGITS: usize = 16;

/// A row of a sheet that came back: its number there, and its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnedVote {
    pub row: u32,
    pub cells: BTreeMap<&'static str, String>,
}

impl ReturnedVote {
    fn cell(&self, column: VoteColumn) -> &str {
        self.cells.get(column.key()).map_or("", |cell| cell.trim())
    }

    /// Whether it says nothing of a volume: a caption under the list.
    fn is_beside_the_list(&self) -> bool {
        NEEDED.iter().chain(&FROZEN[1..2]).all(|column| self.cell(*column).is_empty())
    }
}

/// What a row wants, before it is a vote.
struct Wanted {
    decided: Decided,
    reason: String,
}

impl Wanted {
    fn said(&self) -> (Decided, String) {
        (self.decided, shown(&self.reason))
    }
}

/// A reason as a sheet bears it: its ID numbers masked, so that it comes back equal.
fn shown(reason: &str) -> String {
    FreeText::from(reason).to_string()
}

impl Disposal {
    /// The rows of a member's sheet, in the order of the list, by the columns of [`VoteColumn`].
    ///
    /// # Errors
    /// `Refused` for somebody who has no seat.
    pub fn vote_sheet(&self, who: &Signer, lang: Lang) -> Result<Vec<BTreeMap<&'static str, String>>> {
        let seat = self.own_seat(who)?;
        let (list, version) = (self.list_mark(), self.votes_mark(seat));
        let row = |line: &DisposalLine| {
            let mut cells: BTreeMap<&'static str, String> =
                FROZEN.iter().map(|column| (column.key(), frozen(line, *column, lang))).collect();
            cells.insert(VoteColumn::Others.key(), self.others_say(seat, line, lang));
            let own = said_of(&self.votes, seat.account, line.id, line.group);
            if let Some(vote) = own {
                let period = vote.decided.period.map(|period| in_words(period, lang)).unwrap_or_default();
                let decision = vote.decided.decision.word().in_lang(lang).to_owned();
                cells.insert(VoteColumn::Decision.key(), decision);
                cells.insert(VoteColumn::NewPeriod.key(), period);
                cells.insert(VoteColumn::Reason.key(), shown(&vote.reason));
            }
            let mark = [&self.number, &line.seq.to_string(), &seat.seat, &list, &version];
            cells.insert(VoteColumn::Mark.key(), mark.map(String::as_str).join(" "));
            cells
        };
        Ok(self.lines_in().map(row).collect())
    }

    /// The votes a returned sheet asks for, none of them taken yet.
    ///
    /// # Errors
    /// `Refused` with every row that is added, missing, of another batch, list or member, twice there, changed, older than the
    /// member's votes, or says what cannot be a vote.
    pub fn votes_on_sheet(
        &self,
        who: &Signer,
        on: NaiveDate,
        rows: &[ReturnedVote],
    ) -> Result<Vec<DisposalStep>> {
        let seat = self.own_seat(who)?;
        let lines: BTreeMap<u32, &DisposalLine> = self.lines.iter().map(|line| (line.seq, line)).collect();
        let expected = [self.number.clone(), seat.seat.clone(), self.list_mark(), self.votes_mark(seat)];
        let asked = Asked { batch: self, who, on, standing: &|_| None };
        let (mut problems, mut seen, mut wanted) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for row in rows.iter().filter(|row| !row.is_beside_the_list()) {
            let line = match self.line_marked(row, &expected, &lines) {
                Ok(line) => line,
                Err(problem) => {
                    problems.push(problem.at_row(row.row));
                    // it is there, though it does not count
                    let seq = seq_marked(row.cell(VoteColumn::Mark));
                    seen.extend(seq.map(|seq| (seq, row.row)));
                    continue;
                }
            };
            if let Some(first) = seen.insert(line.seq, row.row) {
                problems.push(vote_row_doubled(&line.code, &first).at_row(row.row));
                continue;
            }
            if !self.is_in(line.id) {
                problems.push(vote_row_left(&line.code).at_row(row.row));
                continue;
            }
            problems.extend(changed(row, line));
            match self.wanted(seat, row, line, &asked) {
                Ok(Some(one)) => {
                    wanted.insert(line.id, one);
                }
                Ok(None) => {}
                Err(refused) => problems.extend(refused),
            }
        }
        let missing = self.lines_in().filter(|line| !seen.contains_key(&line.seq));
        problems.extend(missing.map(|line| vote_row_missing(&line.code, &line.seq)));
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let steps = self.as_votes(seat, &wanted);
        if steps.is_empty() { Err(Error::from(votes_as_before())) } else { Ok(steps) }
    }

    fn own_seat(&self, who: &Signer) -> Result<&Seat> {
        let own = self.seats.iter().find(|seat| seat.account == who.account);
        own.ok_or_else(|| Error::from(not_in_the_group(&who.name)))
    }

    fn list_mark(&self) -> String {
        Disposal::list_digest(&self.number, &self.lines).hex().chars().take(DIGITS).collect()
    }

    /// What the member has said so far, in digits: a sheet written before a later vote is known by it.
    fn votes_mark(&self, seat: &Seat) -> String {
        let mut fields = FieldDigest::new("votes");
        fields.int(seat.account).text(&seat.seat);
        for vote in self.votes.iter().filter(|vote| vote.account == seat.account) {
            match vote.on {
                VoteOn::Group(group) => fields.text("group").int(group.into()),
                VoteOn::Line(line) => fields.text("line").int(line),
            };
            let period = vote.decided.period.map(RetentionPeriod::key).unwrap_or_default();
            fields.text(vote.decided.decision.key()).text(&period).text(&vote.reason);
        }
        fields.digest().hex().chars().take(DIGITS).collect()
    }

    fn others_say(&self, seat: &Seat, line: &DisposalLine, lang: Lang) -> String {
        let others = self.said(line).filter(|(other, _)| other.account != seat.account);
        let said = others.filter_map(|(other, vote)| {
            let decided = vote?.decided;
            let period = decided.period.map(|period| in_words(period, lang)).unwrap_or_default();
            Some(format!("{} {}{period}", other.name, decided.decision.word().in_lang(lang)))
        });
        said.collect::<Vec<_>>().join("；")
    }

    /// The line a row is of, by its mark.
    fn line_marked<'l>(
        &self,
        row: &ReturnedVote,
        [number, seat, list, version]: &[String; 4],
        lines: &BTreeMap<u32, &'l DisposalLine>,
    ) -> std::result::Result<&'l DisposalLine, Problem> {
        let mark = row.cell(VoteColumn::Mark);
        let parts: Vec<&str> = mark.split_whitespace().collect();
        let code = row.cell(VoteColumn::Code);
        let [its_number, seq, its_seat, its_list, its_version] = parts.as_slice() else {
            return Err(vote_row_added(&code));
        };
        let line = seq.parse().ok().and_then(|seq: u32| lines.get(&seq).copied());
        match line {
            _ if its_number != number => Err(vote_of_another_batch(its_number, number)),
            _ if its_list != list => Err(vote_of_another_list(number)),
            None => Err(vote_row_added(&code)),
            Some(_) if its_seat != seat => Err(vote_of_another_member()),
            Some(_) if its_version != version => Err(vote_row_older()),
            Some(line) => Ok(line),
        }
    }

    /// What a row says of its line; `None`: nothing, as before.
    fn wanted(
        &self,
        seat: &Seat,
        row: &ReturnedVote,
        line: &DisposalLine,
        asked: &Asked<'_, '_>,
    ) -> std::result::Result<Option<Wanted>, Vec<Problem>> {
        let (said, period) = (row.cell(VoteColumn::Decision), row.cell(VoteColumn::NewPeriod));
        let reason = row.cell(VoteColumn::Reason).to_owned();
        let at_row = |problem: Problem| vec![problem.at_row(row.row)];
        if said.is_empty() {
            let spoke = said_of(&self.votes, seat.account, line.id, line.group).is_some();
            let is_blank = period.is_empty() && reason.is_empty();
            return match spoke || !is_blank {
                true => Err(at_row(vote_emptied(&line.code))),
                false => Ok(None),
            };
        }
        let decision = decision_called(said).ok_or_else(|| at_row(vote_unreadable(&said)))?;
        let period = match period {
            "" => None,
            text => Some(period_called(text).ok_or_else(|| at_row(vote_period_unreadable(&text)))?),
        };
        let mut refused = asked.of_a_decision(&[line], decision, period, &reason);
        refused.extend(not_kept(&reason, LONGEST));
        match refused.is_empty() {
            true => Ok(Some(Wanted { decided: Decided { decision, period }, reason })),
            false => Err(refused.into_iter().map(|problem| problem.at_row(row.row)).collect()),
        }
    }

    /// The fewest votes that say all of it: of each group what most of its lines say, then the lines that differ.
    fn as_votes(&self, seat: &Seat, wanted: &BTreeMap<i64, Wanted>) -> Vec<DisposalStep> {
        let mut groups: BTreeMap<u32, Vec<&DisposalLine>> = BTreeMap::new();
        for line in self.lines_in() {
            groups.entry(line.group).or_default().push(line);
        }
        let mut steps = Vec::new();
        for (group, lines) in groups {
            let own = |on: VoteOn| {
                let mut votes = self.votes.iter().rev();
                votes.find(|vote| vote.account == seat.account && vote.on == on)
            };
            let mut now = own(VoteOn::Group(group)).map(|vote| (vote.decided, shown(&vote.reason)));
            // a vote on the group would speak for a line that says nothing yet
            if lines.iter().all(|line| wanted.contains_key(&line.id)) {
                let most = most_said(lines.iter().filter_map(|line| wanted.get(&line.id)));
                if let Some(most) = most.filter(|most| now.as_ref() != Some(&most.said())) {
                    steps.push(as_vote(VoteOn::Group(group), most));
                    now = Some(most.said());
                }
            }
            for line in lines {
                let Some(one) = wanted.get(&line.id) else { continue };
                let on_line = own(VoteOn::Line(line.id)).map(|vote| (vote.decided, shown(&vote.reason)));
                if on_line.as_ref().or(now.as_ref()) != Some(&one.said()) {
                    steps.push(as_vote(VoteOn::Line(line.id), one));
                }
            }
        }
        steps
    }
}

fn as_vote(on: VoteOn, wanted: &Wanted) -> DisposalStep {
    let Decided { decision, period } = wanted.decided;
    DisposalStep::Vote { on, decision, period, reason: wanted.reason.clone() }
}

/// What most of them say; of several said equally often the first.
fn most_said<'w>(all: impl Iterator<Item = &'w Wanted>) -> Option<&'w Wanted> {
    let mut counts: Vec<(&Wanted, usize)> = Vec::new();
    for one in all {
        match counts.iter_mut().find(|(known, _)| known.said() == one.said()) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(one, _)| one)
}

/// The place on the list that a mark names.
fn seq_marked(mark: &str) -> Option<u32> {
    mark.split_whitespace().nth(1)?.parse().ok()
}

/// What a frozen column says of a line.
fn frozen(line: &DisposalLine, column: VoteColumn, lang: Lang) -> String {
    match column {
        VoteColumn::Group => line.group.to_string(),
        VoteColumn::Code => line.code.clone(),
        VoteColumn::Title => line.title.clone(),
        VoteColumn::Year => line.year.to_string(),
        VoteColumn::Period => in_words(line.period, lang),
        VoteColumn::EligibleOn => line.eligible_on.to_string(),
        VoteColumn::Items => line.items.to_string(),
        VoteColumn::Pages => line.pages.to_string(),
        _ => String::new(),
    }
}

fn in_words(period: RetentionPeriod, lang: Lang) -> String {
    match lang {
        Lang::Zh => period.to_string(),
        Lang::En => period.in_english(),
    }
}

/// Frozen cells that do not say what they said.
fn changed(row: &ReturnedVote, line: &DisposalLine) -> Vec<Problem> {
    let differs = |column: &VoteColumn| {
        let now = fold(row.cell(*column));
        let was = [Lang::Zh, Lang::En].map(|lang| fold(frozen(line, *column, lang).trim()).to_string());
        !was.iter().any(|was| *was == now)
    };
    let told = |column: &VoteColumn| {
        let Wording { zh, en } = column.word();
        let (now, was) = (row.cell(*column), frozen(line, *column, Lang::Zh));
        vote_row_changed(&zh, &now, &was, &en).at_row(row.row).in_column(column.word().zh)
    };
    FROZEN.iter().filter(|column| differs(column)).map(told).collect()
}

/// A decision by its word in either language, its key, or its letter.
fn decision_called(text: &str) -> Option<DisposalDecision> {
    let text = text.to_lowercase();
    let called = |one: &&DisposalDecision| {
        let word = one.word();
        text == word.zh
            || text == word.en.to_lowercase()
            || text == one.key()
            || text.eq_ignore_ascii_case(one.letter())
    };
    DisposalDecision::ALL.iter().find(called).copied()
}

/// `30`, `30年`, `30 years`, `永久`.
fn period_called(text: &str) -> Option<RetentionPeriod> {
    let digits = text.trim_end_matches("years").trim_end_matches('年').trim();
    RetentionPeriod::from_key(if text == "永久" { "permanent" } else { digits })
}

problems! {
    refuse vote_row_added(code):
        "这一行（{code}）不是表决表上的。" / "This row ({code}) is none of the sheet's."
        => "删去加进来的行，不要改动「表决号」。" / "Remove rows that were added, and leave the vote marks as they are.";
    refuse vote_of_another_batch(found, number):
        "这一行是批次 {found} 的，不是 {number}。" / "This row is of batch {found}, not {number}."
        => "换本批次的表决表。" / "Take the sheet of this batch.";
    refuse vote_of_another_list(number):
        "这一行的清单摘要与批次 {number} 不符。" / "This row's digest of the list is not that of batch {number}."
        => "重新导出表决表，在新表上填写。" / "Write the sheet anew and fill that one.";
    refuse vote_of_another_member():
        "这一行是另一成员的表决表上的。" / "This row is of another member's sheet."
        => "各人用自己导出的表。" / "Each member fills a sheet of one's own.";
    refuse vote_row_older():
        "这一行导出以后，您已另行表决。" / "You have voted since this row was written."
        => "重新导出表决表，在新表上填写。" / "Write the sheet anew and fill that one.";
    refuse vote_row_doubled(code, first):
        "案卷 {code} 在第 {first} 行已有。" / "Volume {code} stands in row {first} already."
        => "一卷留一行。" / "Leave one row for each volume.";
    refuse vote_row_left(code):
        "案卷 {code} 导出以后已离开本批。" / "Volume {code} has left the batch since."
        => "重新导出表决表，在新表上填写。" / "Write the sheet anew and fill that one.";
    refuse vote_row_missing(code, seq):
        "表上缺案卷 {code}（清单第 {seq} 行）。" / "The sheet lacks volume {code} (line {seq} of the list)."
        => "重新导出表决表；不表决的卷也要留着，结论可以空着。"
            / "Write the sheet anew; a volume without a vote stays on it with no decision.";
    refuse vote_row_changed(column, now, was, column_en):
        "「{column}」被改动：现在是「{now}」，清单上是「{was}」。" / "\"{column_en}\" was changed: it says \"{now}\", the list says \"{was}\"."
        => "改回原样；只填结论、新期限、理由三列。" / "Put it back; only decision, new period and reason are yours to fill.";
    refuse vote_unreadable(text):
        "「{text}」不是结论。" / "\"{text}\" is no decision."
        => "写销毁、续存、转永久、移交或待定。" / "Write destroy, keep on, permanent, transfer or undecided.";
    refuse vote_period_unreadable(text):
        "「{text}」不是期限。" / "\"{text}\" is no period."
        => "写年数，如 30。" / "Write a number of years, as 30.";
    refuse vote_emptied(code):
        "案卷 {code} 没有结论。" / "Volume {code} has no decision."
        => "填上结论；要收回原来的表决，写「待定」和理由。" / "Give it one; to take back a vote, write undecided, with the reason.";
    refuse votes_as_before():
        "表上没有新的表决。" / "The sheet says nothing new."
        => "填好结论再读入。" / "Fill in decisions first.";
}
