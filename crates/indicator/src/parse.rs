//! From the text of a statement to its syntax tree, within bounds that keep the stack whole.
//!
//! The tree of a long chain (`1 + 1 + 1 …`) is as deep as the chain is long, so the tokens that
//! can deepen it are counted before the parser runs.

use crate::findings::text as finding;
use crate::source::Source;
use diag::Diagnostic;
use sqlparser::ast::Query;
use sqlparser::dialect::GenericDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Span as SqlSpan, Token, TokenWithSpan, Tokenizer};

/// The most operators and keywords in one statement: each may deepen the tree by one.
const DEEPENING_MAX: usize = 1500;
/// The longest statement.
const BYTES_MAX: usize = 1 << 20;

/// The one query of a statement.
pub(crate) fn parse(source: &Source<'_>) -> Result<Box<Query>, Diagnostic> {
    if source.text().len() > BYTES_MAX {
        return Err(finding::too_long(source.whole()));
    }
    let dialect = GenericDialect {};
    let mut tokens =
        Tokenizer::new(&dialect, source.text()).tokenize_with_location().map_err(|error| {
            let at = SqlSpan::new(error.location, error.location);
            finding::not_parsed(source.span(at), &error.message)
        })?;
    if tokens.iter().filter(|token| deepens(&token.token)).count() > DEEPENING_MAX {
        return Err(finding::too_long(source.whole()));
    }
    tokens.iter_mut().for_each(free_name);
    let first = tokens.iter().find(|token| !matches!(token.token, Token::Whitespace(_)));
    match first {
        None => return Err(finding::not_a_query(source.whole(), "")),
        Some(token) if !opens_query(&token.token) => {
            return Err(finding::not_a_query(source.span(token.span), &token.token.to_string()));
        }
        Some(_) => {}
    }
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let query = parser.parse_query().map_err(|error| {
        let at = parser.peek_token().span;
        match error {
            ParserError::RecursionLimitExceeded => finding::too_long(source.whole()),
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
                let message = message.split(" at Line:").next().unwrap_or_default();
                finding::not_parsed(source.span(at), message)
            }
        }
    })?;
    while parser.consume_token(&Token::SemiColon) {}
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        return Err(finding::after_the_end(source.span(rest.span), &rest.token.to_string()));
    }
    Ok(query)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's tokens are many and not ours")]
fn deepens(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.keyword != Keyword::NoKeyword,
        Token::Whitespace(_)
        | Token::Comma
        | Token::Period
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::RParen => false,
        _ => true,
    }
}

fn opens_query(token: &Token) -> bool {
    match token {
        Token::LParen => true,
        Token::Word(word) => matches!(word.keyword, Keyword::SELECT | Keyword::WITH),
        token => *token == Token::LParen,
    }
}

/// `convert` is a function of ours; the parser has a syntax of its own for it.
fn free_name(token: &mut TokenWithSpan) {
    if let Token::Word(word) = &mut token.token
        && word.keyword == Keyword::CONVERT
    {
        word.keyword = Keyword::NoKeyword;
    }
}
