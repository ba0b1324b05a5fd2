//! A hundred thousand random steps by anybody at any time: what goes was examined, packed, sealed with its own package, handed over
//! by three parties, accepted last, and not held.

use super::*;

/// A small generator, so that a failure can be walked again from its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct World {
    now: Transfer,
    day: NaiveDate,
    held: BTreeSet<i64>,
    packaged: Option<BTreeSet<i64>>,
    history: Vec<TransferStep>,
    /// Lines that went, with what was held and which package there was then.
    went: Vec<(i64, bool)>,
}

impl World {
    fn around(&self) -> TransferSeen {
        let mut around = seen(&self.now);
        for (id, standing) in &mut around.standing {
            standing.is_gone = self.now.gone.contains_key(id);
            if self.held.contains(id) {
                standing.holds = vec![crate::say!("审计", "an audit")];
            }
        }
        around.package = self.packaged.clone().map(|volumes| PackageSeen {
            volumes,
            number: NUMBER.into(),
            receiver: "市档案馆".into(),
            changed: Vec::new(),
        });
        around
    }

    fn takes(&mut self, step: TransferStep) {
        let (who, around) = (person("经办"), self.around());
        if let TransferStep::Finish { copies_until } = &step {
            let Ok(cleared) = self.now.clearances(*copies_until, &who, self.day, &around) else { return };
            let after = self.now.apply(&step, &who, self.day, &around).expect("it was cleared");
            self.now = after;
            for one in cleared {
                self.went.push((one.line(), self.held.contains(&one.line())));
                self.now.departed(one.line(), one.on());
            }
        } else {
            let Ok(after) = self.now.apply(&step, &who, self.day, &around) else { return };
            self.now = after;
        }
        self.history.push(step);
    }
}

fn any_step(dice: &mut Dice) -> TransferStep {
    let line = 1 + dice.below(3) as i64;
    let carton = dice.below(3) as u32;
    match dice.below(14) {
        0 if dice.below(9) == 0 => TransferStep::TakeOut { line, reason: "缺".into() },
        1 => opened(OpeningOn::Group(1)),
        2 => TransferStep::Examine,
        3 | 4 => TransferStep::Pack { line, carton },
        5 if dice.below(4) == 0 => TransferStep::Unpack { line },
        6 => TransferStep::Seal { manifest: MANIFEST.into() },
        7 if dice.below(6) == 0 => TransferStep::Reopen { reason: "重装".into() },
        8 => hand_over(),
        9 | 10 => TransferStep::Accept { line },
        11 => TransferStep::GiveBack { line, reason: "页数不符".into() },
        12 => TransferStep::Finish { copies_until: None },
        _ if dice.below(400) == 0 => TransferStep::Withdraw { reason: "作罢".into() },
        _ => TransferStep::Examine,
    }
}

/// What is wrong with the history of a line that went.
fn violations(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    for (line, was_held) in &world.went {
        let last = |fits: &dyn Fn(&TransferStep) -> bool| world.history.iter().rposition(fits);
        let examined = last(&|step| *step == TransferStep::Examine);
        let packed = last(&|step| matches!(step, TransferStep::Pack { line: own, .. } if own == line));
        let unpacked = last(&|step| matches!(step, TransferStep::Unpack { line: own } if own == line));
        let sealed = last(&|step| matches!(step, TransferStep::Seal { .. }));
        let handed = last(&|step| matches!(step, TransferStep::HandOver { .. }));
        let said = world.history.iter().rev().find_map(|step| match step {
            TransferStep::Accept { line: own } if own == line => Some(true),
            TransferStep::GiveBack { line: own, .. } if own == line => Some(false),
            _ => None,
        });
        let in_order = examined < sealed && packed < sealed && unpacked < packed && sealed < handed;
        let out = world
            .history
            .iter()
            .any(|step| matches!(step, TransferStep::TakeOut { line: own, .. } if own == line));
        for (fails, what) in [
            (*was_held, "held"),
            (examined.is_none() || packed.is_none() || handed.is_none(), "a step is missing"),
            (!in_order, "out of order"),
            (said != Some(true), "not accepted"),
            (out, "taken out"),
        ] {
            if fails {
                wrong.push(format!("{line}: {what}"));
            }
        }
    }
    wrong
}

fn begun() -> World {
    let now = transfer((1..=3).map(line).collect());
    World {
        now,
        day: day("2027-03-01"),
        held: BTreeSet::new(),
        packaged: None,
        history: Vec::new(),
        went: Vec::new(),
    }
}

#[test]
fn a_hundred_thousand_random_steps_lead_out_by_the_lawful_way_alone() {
    let mut dice = Dice(0x5eed_2027);
    let (mut went, mut walks, mut taken) = (0, 0, 0);
    while taken < 100_000 {
        let mut world = begun();
        walks += 1;
        for _ in 0..200 {
            taken += 1;
            match dice.below(30) {
                0 => world.day = world.day + Days::new(dice.below(3)),
                1 => {
                    world.held.insert(1 + dice.below(3) as i64);
                }
                2 | 3 => world.held.clear(),
                4 | 5 => {
                    let volumes = world.now.lines_in().map(|line| line.volume_id).collect();
                    world.packaged = Some(volumes);
                }
                _ => world.takes(any_step(&mut dice)),
            }
        }
        assert_eq!(violations(&world), Vec::<String>::new(), "{:?}", world.history);
        let sum = world.now.sum();
        let parts = [sum.taken_out, sum.unpacked, sum.packed, sum.accepted, sum.returned, sum.transferred];
        assert_eq!(parts.iter().sum::<usize>(), sum.listed, "the sum is the list");
        went += world.went.len();
    }
    assert!(went > 50, "the walks reach the end: {went} volumes in {walks} walks");
}

/// The judge itself finds what is wrong: the lawful history with any one step left out or a hold in force.
#[test]
fn the_judge_finds_each_lack() {
    let whole = World { history: lawful(), went: vec![(1, false)], ..begun() };
    assert_eq!(violations(&whole), Vec::<String>::new());
    for at in [1, 2, 6, 7] {
        let mut lacking = whole.clone();
        lacking.history.remove(at);
        assert!(!violations(&lacking).is_empty(), "without {:?}", lawful()[at]);
    }
    assert_eq!(violations(&World { went: vec![(1, true)], ..whole.clone() }), ["1: held"]);
    assert_eq!(violations(&World { went: vec![(3, false)], ..whole }), ["3: not accepted"]);
    let seen_lines: BTreeMap<i64, i64> =
        begun().now.lines.iter().map(|line| (line.id, line.volume_id)).collect();
    assert_eq!(seen_lines.len(), 3);
}
