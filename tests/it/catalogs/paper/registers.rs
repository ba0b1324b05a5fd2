//! Registers and books of lists: groups overleaf, covers, tables of contents, sums of what is destroyed,
//! hundreds of rows.

use guidang::domain::catalogs::finding_aid::{Head, IdNumbers, LineKind};
use guidang::domain::catalogs::form::{Form, shipped};
use guidang::paper::{Book, Fonts, PrintOptions};

use super::sayings::{form, said, squeezed};
use super::{Like, head, leaves_after, leaves_before, printed, row, rows, text_of};

#[test]
fn a_group_that_goes_on_overleaf_is_named_again() {
    let list = form("file_list");
    let text = said(list, &rows(list, 150, Like::Plain));
    let pages: Vec<&str> = text.split_terminator('\u{c}').skip(1).collect();
    assert_eq!(pages.len(), 14, "eleven records and their group on a page");
    let is_named = |page: &&str| page.contains("社会保险费征缴核定材料");
    assert!(pages.iter().all(is_named), "{text}");
    assert_eq!(text.matches("社会保险费征缴核定材料（续）").count(), 13, "{text}");
    // a group that begins a page is not said to go on
    let mut two = rows(list, 22, Like::Plain);
    two[11..].iter_mut().for_each(|row| assert!(row.set("step", "催缴材料")));
    let text = said(list, &two);
    assert!(text.contains("催缴材料") && !text.contains("（续）"), "{text}");
}

#[test]
fn registers_of_destruction_count_volumes_items_pages_and_booklets() {
    let sum: u64 = (0..40).map(|n| (n + 1) % 7 + 1).sum();
    let list = form("destruction_list");
    let text = said(list, &rows(list, 40, Like::Plain));
    assert!(text.contains(&format!("合计 40 卷 {sum} 件 {sum} 页")), "{text}");
    let accounts = form("destruction_list_accounting");
    let text = said(accounts, &rows(accounts, 40, Like::Plain));
    assert!(text.contains(&format!("合计 40 项 {sum} 册")), "{text}");
    // and the leaf the five sign says the same
    assert!(text.contains(&format!("本清册共 4 页，登记会计档案 40 项、{sum} 册")), "{text}");
    for who in ["单位负责人", "档案机构负责人", "会计机构负责人", "档案经办人", "会计经办人", "监销人"]
    {
        assert!(text.contains(who), "{who}: {text}");
    }
}

#[test]
fn the_way_of_destruction_is_ticked() {
    let cover = form("destruction_cover");
    let text = |method: &str| {
        let row = row(LineKind::Disposal, 0, Like::Plain).with("method", method);
        let text = squeezed(&said(cover, &[row]));
        (text.matches('□').count(), text.matches('√').count(), text)
    };
    for (method, ticks) in [("", 0), ("焚毁", 1), ("化浆、粉碎", 2), ("就地掩埋", 1)] {
        let (boxes, ticked, said) = text(method);
        assert_eq!((boxes, ticked), (4, ticks), "{method}: {said}");
        assert!(method != "就地掩埋" || said.contains("其他就地掩埋"), "{said}");
    }
}

#[test]
fn a_list_by_year_has_its_cover() {
    for key in ["file_list", "file_list_2000"] {
        let list = form(key);
        let bound = printed(list, &rows(list, 5, Like::Plain), IdNumbers::Masked).unwrap();
        let text = text_of(&bound.pdf);
        let cover = text.split('\u{c}').next().unwrap();
        assert!(cover.contains("归档文件目录") && cover.contains("机构（问题）"), "{key}: {cover}");
        assert!(cover.contains(&bound.contents[0].proof.sha256.hex()), "{key}: {cover}");
        assert!(squeezed(&text).contains("第1页共1页"), "{key}: the cover is no page of the list");
    }
}

#[test]
fn a_book_of_several_years_says_on_which_page_each_class_begins() {
    let (list, classes) = (form("volume_catalog"), ["GL 社会保险管理类", "ZJ 社会保险费征缴类"]);
    let book_of = |years: std::ops::Range<i32>, each: usize| {
        let mut book = Book::new(Fonts::shipped().unwrap(), PrintOptions::default());
        for year in years.clone() {
            let head = Head { years: Some((year, year)), class: String::new(), ..head() };
            book.begin(list, &head, vec![year.to_string()], year > years.start);
            for (n, mut row) in rows(list, 2 * each, Like::Plain).into_iter().enumerate() {
                row.set("class", classes[n / each]);
                row.set("code", format!("{year}-{n:02}"));
                book.add(&row).unwrap();
            }
        }
        text_of(&book.finish(shipped(), |_, _| true).unwrap().pdf)
    };
    // fifteen years of two classes: two pages of contents behind the cover
    let text = book_of(2001..2016, 20);
    let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
    let contents: String = pages[1..3].join("\n");
    assert!(
        pages[1].contains("目次") && pages[2].contains("目次") && pages[3].contains("2001-00"),
        "{contents}"
    );
    let printed_on = |code: &str| {
        let page = pages.iter().find(|page| page.contains(code)).unwrap();
        squeezed(page)
            .split_once("本页小计")
            .unwrap()
            .1
            .split_once('第')
            .unwrap()
            .1
            .split_once('页')
            .unwrap()
            .0
            .to_owned()
    };
    let (mut volumes, mut year) = (0, String::new());
    for line in contents.lines().filter(|line| classes.iter().any(|class| line.contains(&class[3..]))) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0].len() == 4 {
            year = words[0].to_owned();
        }
        let first = if line.contains("GL") { "00" } else { "20" };
        assert_eq!(*words.last().unwrap(), printed_on(&format!("{year}-{first}")), "{line}");
        volumes += words[words.len() - 4].parse::<u32>().unwrap();
    }
    assert_eq!(volumes, 15 * 40, "{contents}");
    let sum: u64 = 15 * (0..40).map(|n| (n + 1) % 7 + 1).sum::<u64>();
    assert!(squeezed(pages[2]).contains(&format!("合计600{sum}{sum}")), "{contents}");
    assert!(
        squeezed(&text).contains(&format!("登记案卷600卷、{sum}件、{sum}页")),
        "the last leaf says the same"
    );
    // one year, one class: nothing to look up
    assert!(!said(list, &rows(list, 40, Like::Plain)).contains("目次"));
}

/// The widest column whose cells are words.
fn widest(form: &Form) -> &str {
    let words = form.columns.iter().filter(|column| !column.optional && !column.total && !column.once);
    &words.max_by(|a, b| a.mm.total_cmp(&b.mm)).unwrap().field
}

#[test]
fn five_hundred_rows_are_all_there_and_summed_on_the_last_page() {
    for form in shipped().iter().filter(|form| form.list.is_some()) {
        let (list, key) = (form.list.as_ref().unwrap(), &form.key);
        let mut all = rows(form, 500, Like::Plain);
        for (n, row) in all.iter_mut().enumerate() {
            assert!(row.set(widest(form), format!("行{n:03}号")), "{key}");
        }
        let bound = printed(form, &all, IdNumbers::Masked).unwrap();
        let text = text_of(&bound.pdf);
        for n in 0..500 {
            assert_eq!(text.matches(&format!("行{n:03}号")).count(), 1, "{key}: row {n}");
        }
        let groups = u32::from(form.group.iter().any(|field| field == "step"));
        let lines = 500 + u32::from(list.total_row);
        let pages = lines.div_ceil(form.rows_per_page - groups);
        let leaves = leaves_before(form) + leaves_after(form);
        assert_eq!(bound.pages, u64::from(pages) + leaves as u64, "{key}");
        assert!(!list.numbered || squeezed(&text).contains(&format!("第{pages}页共{pages}页")), "{key}");
        assert_eq!(bound.contents[0].rows, 500, "{key}");
        // every column summed says the same on the last page as the rows do
        let sum: u64 = (0..500).map(|n| (n + 1) % 7 + 1).sum();
        assert!(bound.contents[0].totals.iter().all(|(_, total)| *total == sum), "{key}");
        let last = text.split_terminator('\u{c}').nth(leaves_before(form) + pages as usize - 1).unwrap();
        let foot = list.last_foot.replace("{rows}", "500");
        let foot = form
            .columns
            .iter()
            .filter(|column| column.total)
            .fold(foot, |foot, column| foot.replace(&format!("{{{}}}", column.field), &sum.to_string()));
        assert!(squeezed(last).contains(&squeezed(&foot)), "{key}: {foot} in {last}");
        if list.total_row {
            assert!(squeezed(last).contains(&format!("合计{sum}")), "{key}: {last}");
        }
    }
}
