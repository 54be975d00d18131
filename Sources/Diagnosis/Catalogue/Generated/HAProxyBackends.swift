import Characters
import KubeLB
import Kubernetes
import Topology

/// How HAProxy's health checks see its backends, by one of its logs: it reports each change of a server, and names the server, or
/// `<NOSRV>`, of each request.
struct HAProxyBackends {
    struct Backend {
        /// `tenant-acme_shop-site-api_80`.
        let name: String
        fileprivate(set) var isEmpty = false
        /// `Layer7 wrong status, code: 404`, of the last server that went down.
        fileprivate(set) var reason: String?
        /// The line with that reason, or that of the last request without a server.
        fileprivate(set) var line: LogLine
        fileprivate(set) var time: Timestamp?
        /// Requests without a server since it has none.
        fileprivate(set) var refused = 0
    }

    /// Those that have no server.
    let empty: [Backend]

    init(_ lines: [LogLine]) {
        var backends: [String: Backend] = [:]
        var latest: Timestamp?
        for line in lines {
            latest = line.requestTime ?? latest
            Self.read(line, latest, &backends)
        }
        empty = backends.values.filter { $0.isEmpty && ($0.reason != nil || $0.refused >= Self.fewest) }.sorted {
            $0.name < $1.name
        }
    }

    private static let fewest = 3

    private static func read(_ line: LogLine, _ time: Timestamp?, _ backends: inout [String: Backend]) {
        let text = line.message
        if let request = HAProxyRequest(line) {
            if request.server != HAProxyRequest.none {
                backends[request.backend] = nil
            } else if request.status == 503 {
                var backend = backends[request.backend] ?? Backend(name: request.backend, line: line)
                backend.isEmpty = true
                backend.refused = backend.refused.advanced(by: 1)
                backend.time = time ?? backend.time
                backends[request.backend] = backend
            }
        } else if let mark = text.firstByteRange(of: " is DOWN, reason: "),
            let name = server(before: mark.lowerBound, text)
        {
            var backend = backends[name.backend] ?? Backend(name: name.backend, line: line)
            let rest = text[mark.upperBound...]
            let end =
                [", check duration", ". "].compactMap { rest.firstByteRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
            backend.reason = String(rest[..<end])
            backend.line = line
            backend.time = time ?? backend.time
            if text.containsBytes(of: " 0 active and 0 backup servers left") { backend.isEmpty = true }
            backends[name.backend] = backend
        } else if let mark = text.firstByteRange(of: " is UP"), let name = server(before: mark.lowerBound, text) {
            backends[name.backend] = nil
        } else if let mark = text.firstByteRange(of: " has no server available") {
            let name = text[..<mark.lowerBound].split(separator: " ").last.map { $0.filter { $0 != "'" } } ?? ""
            backends[name]?.isEmpty = true
        } else if ["HAProxy reloaded", "Reloading HAProxy", "New worker"].contains(where: { text.containsBytes(of: $0) }
        ) {
            // A new process takes each server as up, and reports those that are not.
            backends = [:]
        }
    }

    /// `Server BACKEND/SERVER`, at the end of a text.
    private static func server(before end: String.Index, _ text: String) -> (backend: String, server: String)? {
        let words = text[..<end].split(separator: " ")
        guard words.count >= 2, words[words.count - 2].hasSuffix("erver"), let slash = words.last?.firstIndex(of: "/"),
            let last = words.last
        else { return nil }
        return (String(last[..<slash]), String(last[last.index(after: slash)...]))
    }
}

/// A line of HAProxy's access log in the format of the two ingress controllers (option httplog): `CLIENT [TIME] FRONTEND
/// BACKEND/SERVER TIMERS STATUS …`.
struct HAProxyRequest {
    let backend: String
    let server: String
    let status: Int

    /// The server of a request that found none.
    static let none = "<NOSRV>"

    /// nil for any other line.
    init?(_ line: LogLine) {
        let words = line.message.split(separator: " ", maxSplits: 8)
        guard let index = words.firstIndex(where: { $0.hasPrefix("[") && $0.hasSuffix("]") && $0.contains("/") }),
            case let rest = words[index...].dropFirst(), rest.count >= 4,
            let target = rest.dropFirst().first, let slash = target.firstIndex(of: "/"),
            let status = rest.dropFirst(3).first.flatMap({ Int($0) })
        else { return nil }
        backend = String(target[..<slash])
        server = String(target[target.index(after: slash)...])
        self.status = status
    }
}
