//! 编目: the lines of catalogs and registers, and the forms they are printed on.

pub mod finding_aid; // 检索工具: the lines of catalogs and registers, and how values are written
pub mod form; // 表格 as data: columns, and where everything stands on paper
pub mod scheme_check; // findings about a scheme, its finding aids included
pub mod holdings; // 室藏增减: opening, what came, went and moved, closing
pub mod sample; // 抽样: which volumes a seed draws
