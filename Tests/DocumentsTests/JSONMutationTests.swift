import Testing

@testable import Documents

/// Damaged documents: never a crash, and all ways of reading agree on what is wrong and where.
struct JSONMutationTests {
    private static let originals = [
        #"{"apiVersion":"v1","items":[{"metadata":{"name":"web","labels":{"a.b/c":"d"}},"spec":{"ports":[{"port":80}]}}]}"#,
        #"[0,-1,2.5e+3,1E-2,true,false,null,"é\u00e9\ud83d\ude00\n\\\"/","a plain text of some length",[],{},[[{}]]]"#,
        #"{"a":{"a":{"a":[{"a":"\u0061"}]}},"b":"😀 and 8 bytes more","":{"":""}}"#,
    ]

    /// Reads every member and element, asking for the wrong type now and then.
    private static func walk(_ reader: inout JSONReader, _ random: inout RandomBytes) throws(JSONError) {
        switch random.next(below: 12) {
        case 0: _ = try reader.string()
        case 1: _ = try reader.int()
        case 2: _ = try reader.bool()
        case 3: _ = try reader.stringMap()
        case 4: _ = try reader.strings()
        case 5: try reader.skip()
        case 6: _ = try reader.value()
        case 7, 8, 9:
            var inner = random
            try reader.object { (reader, _) throws(JSONError) in try walk(&reader, &inner) }
            random = inner
        default:
            var inner = random
            try reader.array { (reader, _) throws(JSONError) in try walk(&reader, &inner) }
            random = inner
        }
    }

    @Test(arguments: 0..<originals.count)
    func allWaysOfReadingAgree(original: Int) throws {
        var random = RandomBytes(seed: UInt64(original + 1))
        var accepted = 0
        for _ in 0..<6_000 {
            let bytes = random.mutated(Array(Self.originals[original].utf8))
            let expected = failure(of: bytes)
            try #require(failureOfSkipping(bytes) == expected, "\(String(decoding: bytes, as: UTF8.self))")
            var reader = JSONReader(bytes)
            var walked: JSONError?
            do throws(JSONError) {
                try Self.walk(&reader, &random)
                try reader.end()
            } catch {
                walked = error
            }
            try #require(walked == expected, "\(String(decoding: bytes, as: UTF8.self))")
            if expected == nil {
                accepted += 1
                let value = try JSONValue(parsing: bytes)
                try #require(try JSONValue(parsing: value.encoded(pretty: accepted.isMultiple(of: 2))) == value)
            }
        }
        // Both outcomes must have been tried.
        #expect(accepted > 100 && accepted < 5_900)
    }
}
