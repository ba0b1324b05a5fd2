//! 收集: a clerk's sheet from cells to rows that are understood.

pub mod grid; // a clerk's sheet as cells, before anything is understood
pub mod columns; // column names clerks use, as data
pub mod rows; // a row of the sheet, understood
pub mod repair; // what an archivist decided about cells and rows of a sheet; what can be offered
pub mod handover; // what a department hands in, paper by paper
