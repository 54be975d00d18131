import Transport

/// Describes every request, as kubectl does with `-v=6` and more. Never a credential, nor a body.
package struct RequestLog: Sendable {
    private let showsHeaders: Bool
    private let write: @Sendable ([String]) -> Void

    /// Headers whose values prove an identity, in lower case.
    private static let secret: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "www-authenticate",
    ]

    /// `write` gets the lines of one request together.
    package init(showsHeaders: Bool, write: @escaping @Sendable ([String]) -> Void) {
        self.showsHeaders = showsHeaders
        self.write = write
    }

    /// Watches a request: it is described when its answer has ended.
    func follow(_ request: inout HTTPRequest) {
        let (method, url, headers) = (request.method, request.url, request.headers)
        let watched = url.contains("watch=true") || url.contains("follow=true")
        if watched { write(["\(method) \(url) started"]) }
        request.onEnd = { exchange in write(lines(method, url, headers, exchange)) }
    }

    private func lines(
        _ method: String, _ url: String, _ headers: [(name: String, value: String)], _ exchange: HTTPExchange
    ) -> [String] {
        let time = "\((exchange.time / .milliseconds(1)).rounded().formattedInteger) ms"
        let outcome: String
        switch exchange.head {
        case .success(let head): outcome = "\(head.status) in \(time), \(exchange.bytes) bytes"
        case .failure(let error): outcome = "failed after \(time): \(error.summary)"
        }
        var lines = ["\(method) \(url) \(outcome)"]
        guard showsHeaders else { return lines }
        lines.append("Request headers:")
        lines += headers.map { line($0.name, $0.value) }
        if case .success(let head) = exchange.head {
            lines.append("Response headers:")
            lines += head.headers.map { line($0.name, $0.value) }
        }
        return lines
    }

    private func line(_ name: String, _ value: String) -> String {
        "    \(name): \(Self.secret.contains(name.lowercased()) ? "<masked>" : value)"
    }
}

extension Double {
    /// Without a fraction.
    fileprivate var formattedInteger: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
