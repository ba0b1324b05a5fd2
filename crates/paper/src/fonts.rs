//! The fonts an office prints with: the face inside the program, its own 宋体 and 仿宋, and fallback fonts
//! for rare characters.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use krilla::text::Font;
use serde::Deserialize;
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};

use crate::domain::catalogs::form::Face;
use crate::domain::general::error::{Error, Result};
use crate::{problems, say};

/// Noto Serif SC without Hangul, layout tables and hints, packed with LZ4 (`assets/fonts/README.md`).
const SHIPPED: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC-Regular.otf.lz4");
const SHIPPED_NAME: &str = "Noto Serif SC（随程序）";

/// No font is larger; a device or a pipe is none.
const LARGEST: u64 = 256 << 20;

/// `fonts.toml` in the office's folder of fonts: file names, `name.ttc#1` for the second face of one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Named {
    song: Option<String>,
    fangsong: Option<String>,
    fallback: Vec<String>,
}

/// One face: where its glyphs are.
pub(super) struct OneFace {
    name: String,
    data: Arc<Vec<u8>>,
    index: u32,
    pub(super) font: Font,
    pub(super) per_em: f32,
}

/// Every face an office prints with.
pub struct Fonts {
    faces: Vec<OneFace>,
    /// Faces asked for a character, in this order: first its own, then the rest.
    song: Vec<usize>,
    fangsong: Vec<usize>,
}

/// What a face can print, for `guidang doctor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub name: String,
    /// Of 4E00–9FA5 and 3400–4DB5, the ranges of GB 18030 level 1: characters missing.
    pub basic_missing: u32,
    pub extension_a_missing: u32,
    /// Characters of the extensions B and later.
    pub rarer: u32,
}

impl Fonts {
    /// Only the face inside the program.
    pub fn shipped() -> Result<Arc<Fonts>> {
        static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
        if let Some(fonts) = FONTS.get() {
            return Ok(fonts.clone());
        }
        let fonts = Arc::new(Fonts::over(vec![OneFace::shipped()?], [None, None], Vec::new()));
        Ok(FONTS.get_or_init(|| fonts).clone())
    }

    /// The fonts in the office's folder, then the face inside the program. Without such a folder only
    /// that face.
    ///
    /// # Errors
    /// `Refused` where `fonts.toml` names a file that is missing, or a face that is broken or may not
    /// be embedded.
    pub fn of_folder(folder: &Path) -> Result<Arc<Fonts>> {
        if !folder.is_dir() {
            return Fonts::shipped();
        }
        let named = named(folder)?;
        let mut faces = Vec::new();
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        let listed = named.song.iter().chain(&named.fangsong).chain(&named.fallback);
        for name in listed.cloned().collect::<Vec<_>>() {
            if !at.contains_key(&name) {
                at.insert(name.clone(), faces.len());
                faces.push(OneFace::of_file(folder, &name)?);
            }
        }
        let own = [named.song.as_ref(), named.fangsong.as_ref()].map(|name| name.map(|name| at[name]));
        let fallback = named.fallback.iter().map(|name| at[name]).collect();
        faces.push(OneFace::shipped()?);
        Ok(Arc::new(Fonts::over(faces, own, fallback)))
    }

    /// The shipped face is the last of `faces`; it prints what the named one lacks, and the fallback
    /// what both lack. An office with a 宋体 alone prints everything in it.
    fn over(faces: Vec<OneFace>, [song, fangsong]: [Option<usize>; 2], fallback: Vec<usize>) -> Fonts {
        let behind = |own: Option<usize>| own.into_iter().chain([faces.len() - 1]).chain(fallback.clone());
        Fonts { song: behind(song).collect(), fangsong: behind(fangsong.or(song)).collect(), faces }
    }

    pub(super) fn face(&self, at: usize) -> &OneFace {
        &self.faces[at]
    }

    /// Face, glyph and advance (in em) of a character; `None`: no face has it.
    pub(super) fn glyph(&self, face: Face, c: char) -> Option<(usize, u32, f32)> {
        let order = match face {
            Face::Song => &self.song,
            Face::Fangsong => &self.fangsong,
        };
        order.iter().find_map(|at| {
            let (glyph, advance) = self.faces[*at].glyph(c)?;
            Some((*at, glyph, advance))
        })
    }

    /// What the faces cover, each and together.
    pub fn coverage(&self) -> Vec<Coverage> {
        self.faces.iter().map(OneFace::coverage).collect()
    }

    /// Whether any face has the character.
    pub fn has(&self, c: char) -> bool {
        self.glyph(Face::Song, c).is_some()
    }
}

fn named(folder: &Path) -> Result<Named> {
    let file = folder.join("fonts.toml");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Named::default()),
        Err(error) => return Err(unusable(&file, &error.to_string())),
    };
    toml::from_str(&text).map_err(|error| unusable(&file, error.message()))
}

fn unusable(file: &Path, why: &str) -> Error {
    let file = file.display();
    Error::from(font_file_unusable(&file, &why))
}

impl OneFace {
    fn shipped() -> Result<OneFace> {
        let data = lz4_flex::block::decompress_size_prepended(SHIPPED).map_err(anyhow::Error::from)?;
        OneFace::load(SHIPPED_NAME.into(), data, 0)
            .ok_or_else(|| anyhow::anyhow!("the face inside the program cannot be read").into())
    }

    fn of_file(folder: &Path, name: &str) -> Result<OneFace> {
        let (file, index) = match name.rsplit_once('#') {
            Some((file, index)) => (file, index.parse().unwrap_or(0)),
            None => (name, 0),
        };
        let path: PathBuf = folder.join(file);
        let there = std::fs::metadata(&path).map_err(|error| unusable(&path, &error.to_string()))?;
        if !there.is_file() || there.len() > LARGEST {
            return Err(unusable(&path, "不是文件，或超过 256 MB (no file, or larger than 256 MB)"));
        }
        let data = std::fs::read(&path).map_err(|error| unusable(&path, &error.to_string()))?;
        let broken = || unusable(&path, &say!("不是字体", "not a font").zh);
        let face = OneFace::load(name.to_owned(), data, index).ok_or_else(broken)?;
        let may_not = face.reference().and_then(|font| font.os2().ok()).is_some_and(|os2| {
            // bits 0–3 of fsType: 2 alone forbids embedding
            os2.fs_type() & 0x000F == 0x0002
        });
        if may_not {
            return Err(unusable(&path, "它的许可不许嵌入文件 (its licence forbids embedding)"));
        }
        if face.is_cut_short() {
            return Err(unusable(&path, "文件不完整，重新复制一份 (it was cut short: copy it again)"));
        }
        Ok(face)
    }

    /// A copy that broke off still says which characters it has, but draws none of them.
    fn is_cut_short(&self) -> bool {
        let ends = |font: FontRef<'_>| {
            let records = font.table_directory().table_records().iter();
            records.map(|table| u64::from(table.offset()) + u64::from(table.length())).max()
        };
        self.reference().and_then(ends).is_none_or(|end| end > self.data.len() as u64)
    }

    fn load(name: String, data: Vec<u8>, index: u32) -> Option<OneFace> {
        let data = Arc::new(data);
        let font = Font::new(data.clone().into(), index)?;
        let per_em = font.units_per_em();
        Some(OneFace { name, data, index, font, per_em })
    }

    fn reference(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }

    fn glyph(&self, c: char) -> Option<(u32, f32)> {
        let font = self.reference()?;
        let glyph = font.charmap().map(c).filter(|glyph| glyph.to_u32() != 0)?;
        let metrics =
            font.glyph_metrics(skrifa::instance::Size::unscaled(), skrifa::instance::LocationRef::default());
        Some((glyph.to_u32(), metrics.advance_width(glyph)? / self.per_em))
    }

    fn coverage(&self) -> Coverage {
        let has: std::collections::HashSet<u32> = self
            .reference()
            .map(|font| font.charmap().mappings().map(|(c, _)| c).collect())
            .unwrap_or_default();
        let missing =
            |range: std::ops::RangeInclusive<u32>| range.filter(|c| !has.contains(c)).count() as u32;
        Coverage {
            name: self.name.clone(),
            basic_missing: missing(0x4E00..=0x9FA5),
            extension_a_missing: missing(0x3400..=0x4DB5),
            rarer: has.iter().filter(|c| (0x20000..=0x3FFFF).contains(*c)).count() as u32,
        }
    }
}

problems! {
    refuse font_file_unusable as font_unusable(file, why):
        "字体文件 {file} 用不了：{why}" / "The font file {file} cannot be used: {why}"
        => "改 fonts.toml 里的文件名，或换一个字体文件；删去这一行就用随程序的字体。"
            / "Correct the name in fonts.toml or use another file; without the line the program's own face is used.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_face_inside_the_program_prints_every_name() {
        let fonts = Fonts::shipped().unwrap();
        for c in "芜湖社会保险養老㐂𠮷䶮㛃𬱖𠅤·〔〕□√①".chars() {
            assert!(fonts.has(c), "{c}");
        }
        assert!(!fonts.has('\u{E000}') && !fonts.has('가'));
        let [coverage] = fonts.coverage().try_into().unwrap();
        assert_eq!((coverage.basic_missing, coverage.extension_a_missing), (0, 0));
        assert!(coverage.rarer > 1000, "{coverage:?}");
    }

    #[test]
    fn a_font_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("fonts.toml"), "song = \"simsun.ttc\"").unwrap();
        let error = Fonts::of_folder(folder.path()).err().unwrap().to_string();
        assert!(error.contains("simsun.ttc"), "{error}");
        std::fs::write(folder.path().join("simsun.ttc"), "这不是字体").unwrap();
        assert!(Fonts::of_folder(folder.path()).is_err());
        // a copy that broke off in the middle
        let whole = lz4_flex::block::decompress_size_prepended(SHIPPED).unwrap();
        std::fs::write(folder.path().join("simsun.ttc"), &whole).unwrap();
        assert!(Fonts::of_folder(folder.path()).is_ok());
        std::fs::write(folder.path().join("simsun.ttc"), &whole[..whole.len() / 2]).unwrap();
        let error = Fonts::of_folder(folder.path()).err().unwrap().to_string();
        assert!(error.contains("不完整"), "{error}");
        std::fs::remove_file(folder.path().join("fonts.toml")).unwrap();
        assert!(Fonts::of_folder(folder.path()).is_ok());
    }
}
