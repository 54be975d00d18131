/// What the value of a header may hold.
enum HeaderValue {
    /// Without line breaks and other control characters, which would end it or begin another header (RFC 9110, section 5.5).
    static func isValid(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
