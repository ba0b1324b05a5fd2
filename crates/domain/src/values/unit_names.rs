//! Names of units as lists write them: `assets/units.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitWords {
    always: String,
    between: String,
    joining: String,
    others: Vec<String>,
    endings: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

static WORDS: LazyLock<UnitWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/units.toml"))
        .expect("assets/units.toml is part of the program and is tested")
});

/// Characters of the shortest name of a unit; a line break inside a name leaves shorter pieces.
const A_UNIT: usize = 4;

/// The units a cell names, in order; one where no sign tells several apart.
pub fn units_in(text: &str) -> Vec<&str> {
    let parts = |text, signs: &'static str| -> Vec<&str> {
        let parts = str::split(text, |c: char| signs.contains(c)).map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    };
    // most cells name one unit and have no sign at all
    let is_plain = |c: char| match c {
        '\u{4e00}'..='\u{9fff}' => !WORDS.joining.contains(c),
        c => c.is_ascii_alphanumeric(),
    };
    if text.chars().all(is_plain) {
        return vec![text];
    }
    let always = parts(text, &WORDS.always);
    let between = always.into_iter().flat_map(|text| {
        let pieces = parts(text, &WORDS.between);
        let long = pieces.iter().all(|piece| piece.chars().count() >= A_UNIT);
        if pieces.len() > 1 && long { pieces } else { vec![text.trim()] }
    });
    between
        .flat_map(|text| {
            let pieces = parts(text, &WORDS.joining);
            if pieces.len() > 1 && pieces.iter().all(|piece| is_unit_name(piece)) {
                pieces
            } else {
                vec![text]
            }
        })
        .collect()
}

/// 芜湖市甲厂等3家单位: others are meant, not named.
pub fn names_others(text: &str) -> bool {
    let Some((before, rest)) = text.rsplit_once('等') else { return false };
    let rest = WORDS.others.iter().find_map(|word| rest.trim().strip_suffix(word.as_str())).unwrap_or(rest);
    let count = rest.trim().trim_end_matches(['家', '个']).trim();
    let is_count = count.bytes().all(|b| b.is_ascii_digit())
        || count.chars().all(|c| "一二三四五六七八九十多数几若干".contains(c));
    before.chars().count() >= A_UNIT && is_count
}

/// Characters of a number that blanks and strokes tell from its neighbours; they stand inside numbers, too.
const A_NUMBER: usize = 6;

/// The numbers of a cell about units or one person.
pub fn numbers_in(text: &str) -> Vec<&str> {
    let sure = |c: char| "、，,".contains(c) || WORDS.always.contains(c);
    let unsure = |c: char| c.is_whitespace() || WORDS.between.contains(c);
    let parts = text.split(sure).map(str::trim).filter(|part| !part.is_empty());
    parts
        .flat_map(|part| {
            let numbers: Vec<&str> = part.split(unsure).filter(|number| !number.is_empty()).collect();
            let long = numbers.iter().all(|number| number.chars().count() >= A_NUMBER);
            if long { numbers } else { vec![part] }
        })
        .collect()
}

/// Whether a text ends as the whole name of a unit does and says more than that.
pub fn is_unit_name(text: &str) -> bool {
    text.chars().count() >= A_UNIT && WORDS.endings.iter().any(|word| text.ends_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_apart_where_blanks_stand_in_none() {
        for (text, numbers) in [
            ("340200-0386", "340200-0386"),
            ("340200-0386、340200-0387", "340200-0386|340200-0387"),
            ("340200-0386 340200-0387", "340200-0386|340200-0387"),
            ("340200/0386", "340200/0386"),
            ("9134 0200 1234", "9134 0200 1234"),
            ("12;13", "12|13"),
        ] {
            assert_eq!(numbers_in(text).join("|"), numbers, "{text}");
        }
    }

    #[test]
    fn units_are_told_apart_where_each_is_unit_name() {
        for (text, units) in [
            ("芜湖市第一中学", "芜湖市第一中学"),
            ("芜钢；马钢", "芜钢|马钢"),
            ("芜湖市甲有限公司、芜湖市乙纺织厂", "芜湖市甲有限公司|芜湖市乙纺织厂"),
            ("芜湖市甲有限公司 芜湖市乙有限公司", "芜湖市甲有限公司|芜湖市乙有限公司"),
            ("芜湖市甲有限公司和芜湖市乙有限公司", "芜湖市甲有限公司|芜湖市乙有限公司"),
            ("芜湖市甲有限公司/芜湖市乙厂", "芜湖市甲有限公司|芜湖市乙厂"),
            ("芜湖市甲有限公司\n芜湖市乙有限公司", "芜湖市甲有限公司|芜湖市乙有限公司"),
            ("芜湖市规划、建设局", "芜湖市规划、建设局"),
            ("和平小学", "和平小学"),
            ("安徽和县建设局", "安徽和县建设局"),
            ("芜湖市A/B厂", "芜湖市A/B厂"),
            ("芜湖市中山路与北京路派出所", "芜湖市中山路与北京路派出所"),
            ("芜湖甲（集团） 有限公司", "芜湖甲（集团） 有限公司"),
        ] {
            assert_eq!(units_in(text).join("|"), units, "{text}");
        }
    }
}
