//! A scheme file's text → [`Scheme`](super::Scheme).
use super::super::problem::Problem;
use super::Scheme;

pub fn parse(_text: &str) -> Result<Scheme, Vec<Problem>> {
    Err(Vec::new())
}
