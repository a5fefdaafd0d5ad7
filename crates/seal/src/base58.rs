//! Base58 with Bitcoin's alphabet, as multibase `z` uses it for keys and proofs.

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The longest text that is read: keys and proofs have 90 letters at most.
const LETTERS_MAX: usize = 128;

/// Writes bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Digits of base 58, the least first.
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes.iter().skip(zeros) {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = low(carry % 58);
            carry /= 58;
        }
        while carry > 0 {
            digits.push(low(carry % 58));
            carry /= 58;
        }
    }
    let mut text = "1".repeat(zeros);
    for digit in digits.iter().rev() {
        text.push(char::from(ALPHABET.get(usize::from(*digit)).copied().unwrap_or(b'1')));
    }
    text
}

/// Reads bytes; `None` if a letter is not of the alphabet or the text is too long for a key.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > LETTERS_MAX {
        return None;
    }
    let zeros = text.bytes().take_while(|letter| *letter == b'1').count();
    // Bytes, the least first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for letter in text.bytes().skip(zeros) {
        let digit = ALPHABET.iter().position(|known| *known == letter)?;
        let mut carry = u32::try_from(digit).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = low(carry & 0xff);
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(low(carry & 0xff));
            carry >>= 8;
        }
    }
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

/// The lowest byte of a number that is below 256.
fn low(number: u32) -> u8 {
    let [.., byte] = number.to_be_bytes();
    byte
}

#[cfg(test)]
mod tests;
