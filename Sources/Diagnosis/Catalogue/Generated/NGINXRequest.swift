import Characters
import KubeLB
import Kubernetes
import Topology

/// A line of ingress-nginx's access log in its default format (its guide, "Log format"): `CLIENT - USER [TIME] "METHOD PATH
/// HTTP/…" STATUS … [UPSTREAM] …`.
struct NGINXRequest: Sendable {
    let client: String
    /// Without its query.
    let path: String
    let status: Int
    /// `<namespace>-<Service>-<port>` of the Ingress that it is for; `upstream-default-backend` if there is none.
    let upstream: String
    let time: Timestamp?

    static let withoutIngress = "upstream-default-backend"

    /// nil for any other line.
    init?(_ line: LogLine) {
        let text = line.message
        guard let dash = text.firstByteRange(of: " - "), let open = text.firstByteRange(of: " ["),
            let quote = text.firstByteRange(of: "] \""), open.upperBound < quote.lowerBound
        else { return nil }
        let rest = text[quote.upperBound...]
        guard let end = rest.firstByteRange(of: " HTTP/") else { return nil }
        let request = rest[..<end.lowerBound].split(separator: " ", maxSplits: 1)
        let answer = rest[end.upperBound...].drop { $0 != "\"" }.dropFirst()
        guard request.count == 2, answer.hasPrefix(" "), let status = Int(answer.dropFirst().prefix { $0.isNumber }),
            let name = answer.firstByteRange(of: " [")
        else { return nil }
        client = String(text[..<dash.lowerBound])
        path = String(request[1].prefix { $0 != "?" })
        self.status = status
        upstream = String(answer[name.upperBound...].prefix { $0 != "]" })
        time = line.time ?? LogLine.commonLogTime(text[open.upperBound..<quote.lowerBound])
    }
}

extension CheckContext {
    /// Recent requests that ingress-nginx logged since an Ingress was changed, for it and for no Ingress; the oldest first.
    func requests(to exposure: RouteExposure) -> [(request: NGINXRequest, source: LogSource)] {
        let upstreams = self.upstreams(of: exposure)
        guard !upstreams.isEmpty else { return [] }
        return topology.ingressLog(of: exposure, since: nil).reversed().compactMap { line, source in
            guard let request = NGINXRequest(line), let time = request.time,
                now.seconds(since: time) < LogLine.longestPause,
                exposure.lastChange.map({ time.seconds(since: $0) >= 0 }) ?? true,
                request.upstream == NGINXRequest.withoutIngress || upstreams.contains(request.upstream)
            else { return nil }
            return (request, source)
        }
    }

    /// What ingress-nginx names the backends of an Ingress in its log.
    func upstreams(of exposure: RouteExposure) -> Set<String> {
        guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value else {
            return []
        }
        return Set(
            generated.spec.backends.compactMap { backend in
                backend.port.map { "\(generated.metadata.namespace)-\(backend.reference.name)-\($0)" }
            })
    }
}
