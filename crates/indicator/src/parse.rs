//! From the text of a statement to its syntax tree, within bounds that keep the stack whole.
//!
//! The tree of a long chain (`1 + 1 + 1 …`) is as deep as the chain is long, and whoever walks
//! or drops it needs as much stack. So its depth is reckoned from the tokens before the parser
//! runs.

use crate::findings::text as finding;
use crate::source::Source;
use diag::Diagnostic;
use sqlparser::ast::Query;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan, Tokenizer};

/// The greatest depth of a tree, as reckoned by [`depth`]: a debug build walks it in 2 MB.
const DEPTH_MAX: usize = 120;
/// The longest statement.
const BYTES_MAX: usize = 1 << 20;

/// The one query of a statement.
pub(crate) fn parse(source: &Source<'_>) -> Result<Box<Query>, Box<Diagnostic>> {
    if source.text().len() > BYTES_MAX {
        return Err(Box::new(finding::too_long(source.whole())));
    }
    let dialect = PostgreSqlDialect {};
    let mut tokens =
        Tokenizer::new(&dialect, source.text()).tokenize_with_location().map_err(|error| {
            let at = SqlSpan::new(error.location, error.location);
            Box::new(finding::not_parsed(source.span(at), &error.message))
        })?;
    if depth(&tokens) > DEPTH_MAX {
        return Err(Box::new(finding::too_long(source.whole())));
    }
    tokens.iter_mut().for_each(free_name);
    let first = tokens.iter().find(|token| !matches!(token.token, Token::Whitespace(_)));
    match first {
        None => return Err(Box::new(finding::not_a_query(source.whole(), ""))),
        Some(token) if !opens_query(&token.token) => {
            return Err(Box::new(finding::not_a_query(
                source.span(token.span),
                &token.token.to_string(),
            )));
        }
        Some(_) => {}
    }
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let query = parser.parse_query().map_err(|error| {
        let at = parser.peek_token().span;
        match error {
            ParserError::RecursionLimitExceeded => Box::new(finding::too_long(source.whole())),
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
                let (message, place) = message.split_once(" at Line: ").unwrap_or((&message, ""));
                let at = location(place).map_or(at, |at| SqlSpan::new(at, at));
                let found = message.rsplit_once("found: ").map_or("", |(_, found)| found);
                Box::new(finding::not_parsed(source.word(at, found), message))
            }
        }
    })?;
    while parser.consume_token(&Token::SemiColon) {}
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        return Err(Box::new(finding::after_the_end(
            source.span(rest.span),
            &rest.token.to_string(),
        )));
    }
    Ok(query)
}

/// The place at the end of the parser's messages: `3, Column: 14`.
fn location(text: &str) -> Option<Location> {
    let (line, column) = text.split_once(", Column: ")?;
    Some(Location::new(line.parse().ok()?, column.parse().ok()?))
}

/// What one pair of parentheses (or CASE … END) holds so far.
#[derive(Default)]
struct Level {
    /// Parts of UNION.
    unions: usize,
    /// AND and OR since the clause began.
    logic: usize,
    /// Other operators since the last AND, OR or comma.
    run: usize,
}

/// No less than the depth of the tree that the tokens make.
fn depth(tokens: &[TokenWithSpan]) -> usize {
    let mut levels = vec![Level::default()];
    let mut deepest = 0;
    for token in tokens {
        step(&token.token, &mut levels);
        let depth: usize = levels.iter().map(|l| 1 + l.unions + l.logic + l.run).sum();
        deepest = depth.max(deepest);
        if deepest > DEPTH_MAX {
            break;
        }
    }
    deepest
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's tokens are many and not ours")]
fn step(token: &Token, levels: &mut Vec<Level>) {
    use Keyword as K;
    let keyword = match token {
        Token::Word(word) => word.keyword,
        _ => K::NoKeyword,
    };
    if matches!(token, Token::LParen | Token::LBracket | Token::LBrace) || keyword == K::CASE {
        levels.push(Level::default());
        return;
    }
    let closes = matches!(token, Token::RParen | Token::RBracket | Token::RBrace);
    if (closes || keyword == K::END) && levels.len() > 1 {
        levels.pop();
        return;
    }
    let Some(level) = levels.last_mut() else { return };
    match (token, keyword) {
        (Token::Whitespace(_) | Token::Period | Token::Number(..), _) => {}
        (Token::SingleQuotedString(_), _) => {}
        (Token::Comma, _) => (level.logic, level.run) = (0, 0),
        (_, K::SELECT | K::FROM | K::WHERE | K::GROUP | K::HAVING | K::ON | K::JOIN) => {
            (level.logic, level.run) = (0, 0);
        }
        (_, K::WHEN | K::THEN | K::ELSE) => (level.logic, level.run) = (0, 0),
        (_, K::UNION | K::EXCEPT | K::INTERSECT) => level.unions += 1,
        (_, K::AND | K::OR) => (level.logic, level.run) = (level.logic + 1, 0),
        (Token::Word(_), K::NoKeyword) => {}
        _ => level.run += 1,
    }
}

fn opens_query(token: &Token) -> bool {
    let Token::Word(word) = token else { return *token == Token::LParen };
    matches!(word.keyword, Keyword::SELECT | Keyword::WITH)
}

/// `convert` is a function of ours; the parser has a syntax of its own for it.
fn free_name(token: &mut TokenWithSpan) {
    if let Token::Word(word) = &mut token.token
        && word.keyword == Keyword::CONVERT
    {
        word.keyword = Keyword::NoKeyword;
    }
}
