//! Answers that every operation of a shape can give, put into the document beside its own: what the web itself says
//! before a handler runs, and what a handler says of any record, input or database.

use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// Status, what it says, and whose answer it is.
const COMMON: [(&str, &str, Whose); 10] = [
    ("400", "看不懂请求 (the request cannot be read)", Whose::All),
    ("401", "没有登录，或令牌无效 (not signed in, or the token works no more)", Whose::All),
    ("403", "从别的网站发来，或没有权限 (from another site, or not allowed)", Whose::All),
    ("404", "没有这一条 (there is no such record)", Whose::Named),
    ("413", "内容太大 (too large)", Whose::Told),
    ("415", "内容不是所要的格式 (not of the format asked for)", Whose::Told),
    ("421", "网址不是这台机器 (the address does not name this machine)", Whose::All),
    ("422", "不能照办，原因在 problems (refused, for the reasons in problems)", Whose::All),
    ("500", "程序出了故障 (the program failed)", Whose::All),
    ("503", "现在忙，Retry-After 秒后再试 (busy now; try again after Retry-After)", Whose::All),
];

#[derive(Clone, Copy, PartialEq)]
enum Whose {
    All,
    /// Those that name a record.
    Named,
    /// Those that are sent a body.
    Told,
}

/// Adds them where an operation does not say its own.
pub fn complete(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        operations.into_iter().flatten().for_each(complete_operation);
    }
}

fn complete_operation(operation: &mut Operation) {
    let parameters = operation.parameters.iter().flatten();
    let names_record = parameters.clone().any(|one| match one {
        RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Path,
        RefOr::Ref(_) => false,
    });
    let (asks, is_told) = (parameters.count() > 0, operation.request_body.is_some());
    for (status, says, whose) in COMMON {
        let given = match whose {
            Whose::All => true,
            // a body or a question may name one, too
            Whose::Named => names_record || is_told || asks,
            Whose::Told => is_told,
        };
        if given {
            let answers = &mut operation.responses.responses;
            answers.entry(status.to_owned()).or_insert_with(|| RefOr::T(failure(status, says)));
        }
    }
}

fn failure(status: &str, says: &str) -> Response {
    let answer = ResponseBuilder::new().description(says);
    if status == "421" {
        return answer.build();
    }
    let shape = ContentBuilder::new().schema(Some(Ref::from_schema_name("Failure"))).build();
    answer.content("application/json", shape).build()
}
