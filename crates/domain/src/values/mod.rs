//! Values as they stand on paper: periods, dates, pages, numbers of persons and units.

pub mod period; // 保管期限 RetentionPeriod
pub mod period_words; // 永久保存, 三十年, 长期: periods as sheets write them
pub mod date; // 文件日期 RecordDate: year, month or day
pub mod pages; // 页数 and 页次 as clerks write them
mod check_digits; // of identity documents, as their authorities published them
pub mod documents; // passports, travel permits and other documents of identity
pub mod identity; // 公民身份号码 and 统一社会信用代码
pub mod name_signs; // the dot of minority names, brackets in a name
pub mod barcode; // what a scanner reads: twelve digits
pub mod personal_names; // names of persons as lists write them
pub mod unit_names; // names of units as lists write them
