import TestSupport

/// Wrong answers to watches, beside those to any request.
extension Misbehaviour {
    static let watches: [Misbehaviour] = [
        answer("a watch that ends at once", ""),
        answer("no JSON", "garbage\n\n\n"),
        answer("half of an event", #"{"type":"MODIFIED","object":{"metadata""#),
        answer("an event of no type", #"{"object":{}}"# + "\n"),
        answer("an event with escapes", #"{"type":"\u001b[2J\n::error::"}"# + "\n"),
        answer("no object", #"{"type":"DELETED","object":null}"# + "\n"),
        answer("a malformed object", #"{"type":"ADDED","object":{"metadata":{"name":5,"labels":[]},"spec":0}}"# + "\n"),
        answer("another kind", #"{"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"a"}}}"# + "\n"),
        answer("an empty bookmark", #"{"type":"BOOKMARK","object":{}}"# + "\n"),
        answer("an error", #"{"type":"ERROR","object":{"kind":"Status","code":500,"message":"x"}}"# + "\n"),
        answer("an error without a code", #"{"type":"ERROR","object":{}}"# + "\n"),
        answer("410 in an event", #"{"type":"ERROR","object":{"kind":"Status","code":410,"message":"x"}}"# + "\n"),
        expired,
        events("one object that changes for ever", "MODIFIED") { _ in "web" },
        events("2,000 new objects", "ADDED", batches: 20) { "web\($0)" },
        events("2,000 deletions", "DELETED", batches: 20) { "web\($0)" },
    ]

    /// Events as fast as the client reads them, by the hundred.
    private static func events(
        _ name: String, _ type: String, batches: Int = .max, object: @escaping @Sendable (Int) -> String
    ) -> Misbehaviour {
        Misbehaviour(name: name) { connection, _, _ in
            connection.write(chunked)
            var number = 0
            for _ in 0..<batches {
                var lines = ""
                for _ in 0..<100 {
                    number += 1
                    lines +=
                        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(object(number))","namespace":"default","#
                        + #""uid":"u\#(number)","resourceVersion":"\#(number)"},"spec":{"type":"LoadBalancer"}}}"#
                        + "\n"
                }
                let bytes = chunk(Array(lines.utf8))
                guard connection.write(bytes) == bytes.count else { return false }
            }
            _ = connection.waitForClose()
            return false
        }
    }
}
