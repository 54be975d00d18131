import Kubernetes

/// A line of Envoy's access log as KubeLB sets it up: one connection, or one UDP session, written at its end.
///
/// `[start] "- - -" 0 <flags> <in> <out> <ms> - "<downstream>" "-" "-" "-" "<node>:<node port>"`
package struct EnvoyAccess: Sendable, Hashable {
    package let start: Timestamp
    /// Of a request over HTTP; nil for connections and UDP sessions.
    package let status: Int?
    /// The host that an HTTP request asks for.
    package let host: String?
    /// Envoy's response flags (`UF,URX`, `UH`, …); empty where all went well.
    package let flags: [String]
    package let bytesReceived: Int
    package let bytesSent: Int
    package let milliseconds: Int
    /// The client as Envoy sees it, with its port.
    package let downstream: String
    /// Node and node port; nil where Envoy found no healthy node.
    package let upstream: String?

    package var end: Timestamp { start.adding(seconds: Double(milliseconds) / 1000) }

    package var nodePort: Int? {
        guard let upstream, let colon = upstream.lastIndex(of: ":") else { return nil }
        return Int(upstream[colon...].dropFirst())
    }

    package init?(_ text: some StringProtocol) {
        guard text.first == "[", let bracket = text.firstIndex(of: "]"),
            let start = Timestamp(String(text[text.index(after: text.startIndex)..<bracket]))
        else { return nil }
        let fields = Self.fields(of: text[text.index(after: bracket)...])
        guard fields.count >= 9, fields[0].isQuoted, let received = Int(fields[3].text),
            let sent = Int(fields[4].text), let milliseconds = Int(fields[5].text), fields[7].isQuoted,
            let last = fields.last, last.isQuoted
        else { return nil }
        self.start = start
        status = Int(fields[1].text).flatMap { $0 > 0 ? $0 : nil }
        host = status != nil && fields.count > 11 && fields[10].isQuoted ? fields[10].text : nil
        flags = fields[2].text == "-" ? [] : fields[2].text.split(separator: ",").map(String.init)
        bytesReceived = received
        bytesSent = sent
        self.milliseconds = milliseconds
        downstream = fields[7].text
        upstream = last.text == "-" ? nil : last.text
    }

    private static func fields(of text: some StringProtocol) -> [(text: String, isQuoted: Bool)] {
        var fields: [(String, Bool)] = []
        var field = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"":
                if isQuoted { fields.append((field, true)) }
                field = ""
                isQuoted.toggle()
            case " " where !isQuoted:
                if !field.isEmpty { fields.append((field, false)) }
                field = ""
            default: field.append(character)
            }
        }
        if !field.isEmpty { fields.append((field, isQuoted)) }
        return fields
    }
}
