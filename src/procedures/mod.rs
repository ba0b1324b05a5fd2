//! What several acts do the same way, once. Each procedure uses words, furniture, the institution and the
//! procedures listed before it; it ends in no event of its own but that a document was registered, sign-ins failed, or a code was used up.

pub mod checkpoints; // 检查点: the log as a tree, signed
pub mod past; // 旧貌: the archive as it stood after an event
pub mod proving; // 口令核实: that somebody is who a login says
pub mod signing; // 署名: who states something, and over which fonds he may
pub mod request_keys; // 请求键: a request of a program that is sent again
pub mod claims; // 占用: what only one program over a database may be at
pub mod log_witness; // 旁证: what says that the log once went further
pub mod showings; // 看号限度: how many records an account was shown whole numbers of
pub mod records; // 查取: a record by its number, or that there is none; its date derived
pub mod periods; // 现行期限: how long records are kept now, beside the period they were filed with
pub mod period_history; // 期限沿革: the periods a record has had, each with the opinion that gave it
pub mod foreseeing; // 推算: the volumes whose date a draft would move
pub mod awaiting; // 待办: batches that have not ended, and whose step each waits for
pub mod redating; // 重算: dates that differ from what the rules now say
pub mod taking_up; // 启用: what a fonds may take up, and a table with the dates it moves
pub mod lineage; // 沿革: the fonds that went before a fonds
pub mod lookup; // 查对: which class and step somebody means by what she types
pub mod places; // 定位: year, class and step as somebody gives them, to the place of a scheme
pub mod suggestions; // 归类建议: steps suggested by the words of the field and what the office filed before
pub mod office_forms; // 表格: the forms an office has, shipped and its own
pub mod due; // 到期: what may be appraised in a year, counted and read
pub mod due_words; // 到期检索: the report narrowed by words
pub mod documents; // 成文: written on a form of the office, registered, put in place
