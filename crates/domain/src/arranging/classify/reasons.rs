//! Why a step is suggested, in words.

use super::{Evidence, FiledBefore, Ground};
use crate::arranging::terms::StepTerms;
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::code::{Pair, pairs_of_run, runs};
use crate::schemes::scheme::{Class, Nearest, Rule, Step};

impl Evidence<'_> {
    /// Ground by ground, the title's words that were met there; then what stands beside the paper.
    pub(super) fn because(
        &self,
        terms: Option<&StepTerms>,
        class: &Class,
        step: &Step,
        rule: &Rule,
        texts: &[String],
    ) -> Wording {
        let Wording { mut zh, mut en } = self.by_words(terms, class, step, rule, texts);
        if self.above {
            zh.push_str("；表中上面相邻的各件归在这里");
            en.push_str("; the rows above it go there");
        }
        if let Some(sender) = &self.sent {
            zh.push_str(&format!("；「{sender}」以前交来的多归在这里"));
            en.push_str(&format!("; most of what {sender} handed over before went there"));
        }
        Wording::new(zh, en)
    }

    fn by_words(
        &self,
        terms: Option<&StepTerms>,
        class: &Class,
        step: &Step,
        rule: &Rule,
        texts: &[String],
    ) -> Wording {
        if let Some(FiledBefore { name, count, .. }) = &self.filed {
            let step_name = &step.name;
            return say!(
                "本单位已有 {count} 件「{name}」归入「{step_name}」",
                "{count} papers called \"{name}\" were filed under {step_name} here before"
            );
        }
        let mut zh = Vec::new();
        let mut en = Vec::new();
        let grounds =
            [Ground::Nearest, Ground::Paper, Ground::Step, Ground::Term, Ground::Class, Ground::Scope];
        for ground in grounds {
            let mut words = self.words(ground, texts);
            // a pair alone is a word of the trade no more than by chance
            if ground == Ground::Term && (!zh.is_empty() || words.iter().any(|word| word.chars().count() > 2))
            {
                words.retain(|word| word.chars().count() > 2);
            }
            if words.is_empty() {
                continue;
            }
            let (zh_words, en_words) =
                (format!("「{}」", words.join("」「")), format!("“{}”", words.join("”, “")));
            let place = match (ground, terms) {
                (Ground::Term, Some(terms)) => used_in_the_trade(step, terms),
                _ => place(ground, class, step, rule, self.nearest),
            };
            zh.push(format!("{zh_words}{}", place.zh));
            en.push(format!("{en_words} {}", place.en));
        }
        Wording::new(format!("题名中的{}", zh.join("；")), format!("From the title: {}", en.join("; ")))
    }

    /// The title's words on this ground: neighbouring pairs joined again.
    fn words(&self, ground: Ground, texts: &[String]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let here = |pair: &Pair| self.pairs.get(pair).is_some_and(|(_, best)| *best == ground);
        for run in texts.iter().flat_map(|text| runs(text)) {
            let found: Vec<bool> = pairs_of_run(&run).iter().map(here).collect();
            let mut at = 0;
            while at < found.len() {
                let length = found[at..].iter().take_while(|met| **met).count();
                if length > 0 {
                    let word: String = run[at..(at + length + 1).min(run.len())].iter().collect();
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
                at += length + 1;
            }
        }
        words
    }
}

/// The words are the trade's for the papers of this step.
fn used_in_the_trade(step: &Step, terms: &StepTerms) -> Wording {
    let (step_name, number, source) = (&step.name, &step.number, &terms.source);
    say!(
        "是「{step_name}」（{number}）材料的业务用语（{source}）",
        "is what papers of {step_name} ({number}) are called in the trade ({source})"
    )
}

/// Where the words were met, as the second half of a sentence.
fn place(ground: Ground, class: &Class, step: &Step, rule: &Rule, nearest: Option<&Nearest>) -> Wording {
    let (step_name, number) = (&step.name, &step.number);
    match ground {
        Ground::Nearest => {
            let note = nearest.map_or("", |nearest| nearest.note.trim_end_matches('。'));
            say!(
                "附件没有列名，按最近的「{step_name}」（{number}）：{note}",
                "is not named in the annex; nearest is {step_name} ({number}): {note}"
            )
        }
        Ground::Paper if step.rules.len() > 1 => {
            let paper = rule.names.join("、");
            say!(
                "见于「{step_name}」（{number}）所列的「{paper}」",
                "is among the papers of {step_name} ({number}): {paper}"
            )
        }
        Ground::Paper | Ground::Step | Ground::Term => {
            say!(
                "见于业务环节「{step_name}」（{number}）",
                "is in the name of the step {step_name} ({number})"
            )
        }
        Ground::Class => {
            let class = &class.name;
            say!("见于类目「{class}」", "is in the name of the class {class}")
        }
        Ground::Scope => {
            say!(
                "见于「{step_name}」（{number}）的归档范围说明",
                "is in the scope note of {step_name} ({number})"
            )
        }
    }
}
