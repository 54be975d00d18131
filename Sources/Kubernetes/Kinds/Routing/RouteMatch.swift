import Documents

/// An entry of `matches` of a rule of an HTTPRoute or GRPCRoute: which requests the rule is for.
///
/// What the API server adds by default is there even if it is missing, so that copies can be compared.
package struct RouteMatch: Sendable, Hashable {
    /// `PathPrefix`, `Exact` or `RegularExpression`.
    package var pathType = "PathPrefix"
    package var path = "/"
    /// Of an HTTPRoute; nil for every method.
    package var method: String?
    /// Of a GRPCRoute: `Exact` or `RegularExpression`.
    package var grpcType = "Exact"
    package var grpcService: String?
    package var grpcMethod: String?
    /// Headers and query parameters that it also requires: `header x-env: staging`, `query parameter preview=1`.
    package var requirements: [String] = []
    package var requiresMore: Bool { !requirements.isEmpty }

    package init() {}

    package init(_ value: JSONValue) {
        if let path = value["path"] {
            pathType = path["type"]?.string ?? pathType
            self.path = path["value"]?.string ?? self.path
        }
        if let method = value["method"]?.string {
            self.method = method
        } else if let method = value["method"] {
            grpcType = method["type"]?.string ?? grpcType
            grpcService = method["service"]?.string
            grpcMethod = method["method"]?.string
        }
        requirements =
            (value["headers"]?.array ?? []).map { Self.requirement("header", $0, ": ") }
            + (value["queryParams"]?.array ?? []).map { Self.requirement("query parameter", $0, "=") }
    }

    private static func requirement(_ place: String, _ entry: JSONValue, _ equals: String) -> String {
        let name = entry["name"]?.string ?? ""
        let value = entry["value"]?.string ?? ""
        return "\(place) \(name)\(entry["type"]?.string == "RegularExpression" ? " matching " : equals)\(value)"
    }

    /// `matches`; empty if the one match is that of every request, which is also the default.
    static func list(from reader: inout JSONReader) throws(JSONError) -> [RouteMatch] {
        let matches = try reader.list { (reader) throws(JSONError) in RouteMatch(try reader.value()) }
        return matches == [RouteMatch()] ? [] : matches
    }
}
