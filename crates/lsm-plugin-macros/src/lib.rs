// SPDX-License-Identifier: MIT OR Apache-2.0
//! The attribute `#[lsm_plugin::family]`.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// Records which methods of a family a plug-in implements, so that its capabilities are derived
/// from what is there and cannot claim more.
///
/// It stands on the `impl` of a family trait and adds the constant `METHODS`, the list of the
/// functions in the block.
#[proc_macro_attribute]
pub fn family(_attribute: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.pop().filter(is_block) else {
        return error("#[family] stands on the impl block of a family trait");
    };
    let names = function_names(body.stream());
    let list: String = names.iter().map(|name| format!("::lsm_plugin::Method::{name},")).collect();
    let constant = format!("const METHODS: &'static [::lsm_plugin::Method] = &[{list}];");
    let Ok(mut members) = constant.parse::<TokenStream>() else {
        return error("#[family] met a function name that is no identifier");
    };
    members.extend(body.stream());
    tokens.push(Group::new(Delimiter::Brace, members).into());
    tokens.into_iter().collect()
}

fn is_block(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The word behind every `fn` at the top level of the block.
fn function_names(body: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut tokens = body.into_iter();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(word) if word.to_string() == "fn")
            && let Some(name) = tokens.next()
        {
            names.push(name.to_string());
        }
    }
    names
}

fn error(message: &str) -> TokenStream {
    format!("compile_error!({message:?});").parse().unwrap_or_default()
}
