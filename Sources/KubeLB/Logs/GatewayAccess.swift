import Documents
import Kubernetes

/// A line of the access log of a Gateway's proxy: one request, written at its end.
///
/// Source: Envoy Gateway's default format, JSON (v1.8, `internal/xds/translator/accesslog.go`).
package struct GatewayAccess: Sendable, Hashable {
    package let start: Timestamp
    /// The host that the request asks for, in lower case, without a port.
    package let host: String
    package let method: String
    /// Without the query.
    package let path: String
    /// Of the answer; 0 if there was none. Envoy answers a gRPC request with 200 if it fails, too.
    package let status: Int
    /// Why Envoy answered as it did: `via_upstream`, `route_not_found`, `response_timeout`, ….
    package let details: String
    /// Envoy's response flags (`NR`, `UT`, `FI`, …); empty if all went well.
    package let flags: [String]
    package let milliseconds: Int
    /// `httproute/tenant-acme/shop-app/rule/0/match/0/app_example_com`; nil if no route matched.
    package let route: String?
    /// The address of the client, as far as Envoy knows it.
    package let client: String
    package let userAgent: String

    /// Nil for anything else, such as what Envoy logs about itself.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "{"), let value = try? JSONValue(parsing: Array(text.utf8)),
            let start = value["start_time"]?.string.flatMap({ Timestamp($0) }), let host = value[":authority"]?.string,
            let details = value["response_code_details"]?.string
        else { return nil }
        self.start = start
        self.host = Self.withoutPort(host).lowercased()
        method = value["method"]?.string ?? ""
        path = String((value["x-envoy-origin-path"]?.string ?? "").prefix { $0 != "?" && $0 != "#" })
        status = value["response_code"]?.int ?? 0
        self.details = details
        flags = (value["response_flags"]?.string ?? "-").split(separator: ",").map(String.init).filter { $0 != "-" }
        milliseconds = value["duration"]?.int ?? 0
        route = value["route_name"]?.string
        let forwarded = value["x-forwarded-for"]?.string?.split(separator: ",").first.map { $0.filter { $0 != " " } }
        client = forwarded ?? Self.withoutPort(value["downstream_remote_address"]?.string ?? "")
        userAgent = value["user-agent"]?.string ?? ""
    }

    /// An IPv6 address without a port keeps its colons.
    private static func withoutPort(_ address: String) -> String {
        guard let colon = address.lastIndex(of: ":"), !address[colon...].contains("]"),
            address.hasPrefix("[") || address.firstIndex(of: ":") == colon
        else { return address }
        return String(address[..<colon])
    }

    /// Whether a rule of a generated object answered: `httproute/tenant-acme/shop-app`.
    package func isOf(_ kind: String, _ metadata: ObjectMeta) -> Bool {
        route?.hasPrefix("\(kind.lowercased())/\(metadata.namespace)/\(metadata.name)/") ?? false
    }

    /// The place of the rule that answered.
    package var rule: Int? {
        let parts = (route ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 4, parts[3] == "rule" else { return nil }
        return Int(parts[4])
    }
}
