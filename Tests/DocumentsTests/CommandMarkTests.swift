import Documents
import Testing

/// What CI systems take for commands, wherever it stands in a line, is not in documents, and comes back when they are read.
@Suite struct CommandMarkTests {
    static let texts = [
        "##[error]x", "a ##vso[task.setvariable variable=x]y", "##teamcity[a 'b']", "###[group]", "a\n##[error]x\n",
        "#", "##",
        "a\n::error::x", "######", "é##[x]\u{1B}#\"#\\#",
    ]

    @Test(arguments: texts)
    func isInNeitherFormat(text: String) throws {
        let value: JSONValue = .object([text: .array([.string(text)]), "a": .string(text)])
        for bytes in [value.encoded(), value.encoded(pretty: true), value.yamlEncoded()] {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("##"))
        }
        #expect(try JSONValue(parsing: value.encoded()) == value)
        #expect(try JSONValue(parsing: value.encoded(pretty: true)) == value)
        #expect(try yaml(String(decoding: value.yamlEncoded(), as: UTF8.self)) == [value])
    }
}
