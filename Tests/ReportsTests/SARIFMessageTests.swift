import Testing

@testable import Reports

@Suite struct SARIFMessageTests {
    /// `](` makes a link also if a combining mark makes another character of one of its halves.
    @Test(arguments: [
        ("[a](b)", #"\[a\](b)"#), ("[a](\u{301}b)", "\\[a\\](\u{301}b)"), ("[a]\u{301}", "[a]\u{301}"),
        ("a\\[b](c)", #"a\\\[b\](c)"#),
    ])
    func bracketsThatWouldMakeALinkAreEscaped(text: String, escaped: String) {
        #expect(SARIFDocument.message(text)["text"]?.string == escaped)
    }
}
