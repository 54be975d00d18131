import Testing

@testable import Documents

/// Damaged YAML: never a crash, every error with a place in the text, and what is read can be written and read again.
struct YAMLMutationTests {
    private static let originals = [
        "apiVersion: v1\nclusters:\n- name: a\n  cluster: {server: \"https://x:6443\", ok: true}\n- &b\n  name: 'b'\nc: *b\n",
        "--- |\n  text\n--- >-\n  more\n...\n%YAML 1.1\n---\n? a\n: !!str 1\n<<: {b: [1, .5, 0x1f, ~]}\n",
        "{\"a\": [1, \"\\u00e9\\n\", {\"b\": null}], \"é😀\": \"x\"}",
    ]

    @Test(arguments: 0..<originals.count)
    func isReadOrRefused(original: Int) throws {
        var random = RandomBytes(seed: UInt64(original + 11))
        var read = 0
        for _ in 0..<3_000 {
            let bytes = random.mutated(Array(Self.originals[original].utf8))
            if let error = yamlFailure(of: bytes) {
                let end = YAMLLines.mark(after: bytes)
                try #require(error.line >= 1 && error.line <= end.line + 1 && error.column >= 1, "\(bytes)")
                try #require(!error.message.isEmpty)
            } else {
                read += 1
                for node in try YAMLDocument.parse(bytes, name: "x") {
                    try #require(try YAMLDocument.parse(node.json.yamlEncoded(), name: "y").map(\.json) == [node.json])
                }
            }
        }
        // Both outcomes must have been tried.
        #expect(read > 100 && read < 2_900)
    }
}
