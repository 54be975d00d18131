import Documents

/// What the API server refuses of Services.
enum ServiceRules {
    static func problems(with service: JSONValue, replacing old: JSONValue?) -> [FieldProblem] {
        let name = service["metadata"]?["name"]?.string ?? ""
        let specification = service["spec"]
        var problems: [FieldProblem] = []
        if !isDNSLabel(name) {
            problems.append(
                .invalid(
                    "metadata.name", "\"\(name)\"",
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
                        + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "
                        + "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"))
        }
        let type = specification?["type"]?.string ?? ""
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
        if !types.contains(type) { problems.append(.unsupported("spec.type", type, types)) }
        let ports = specification?["ports"]?.array ?? []
        let isHeadless = specification?["clusterIP"]?.string == "None"
        if ports.isEmpty, type != "ExternalName", !isHeadless { problems.append(.required("spec.ports")) }
        problems += ports.indices.flatMap { self.problems(with: ports[$0], $0, of: ports) }
        if let affinity = specification?["sessionAffinity"]?.string, !["ClientIP", "None"].contains(affinity) {
            problems.append(.unsupported("spec.sessionAffinity", affinity, ["ClientIP", "None"]))
        }
        if let policy = specification?["externalTrafficPolicy"]?.string, !["Cluster", "Local"].contains(policy) {
            problems.append(.unsupported("spec.externalTrafficPolicy", policy, ["Cluster", "Local"]))
        }
        if let old, old["spec"]?["type"]?.string == "LoadBalancer", type == "LoadBalancer",
            old["spec"]?["loadBalancerClass"] != specification?["loadBalancerClass"]
        {
            let value = specification?["loadBalancerClass"]?.string.map { "\"\($0)\"" } ?? "null"
            problems.append(.invalid("spec.loadBalancerClass", value, "may not change once set"))
        }
        return problems
    }

    private static func problems(with port: JSONValue, _ index: Int, of ports: [JSONValue]) -> [FieldProblem] {
        let field = "spec.ports[\(index)]"
        var problems: [FieldProblem] = []
        let range = 1...65535
        if ports.count > 1, (port["name"]?.string ?? "").isEmpty { problems.append(.required("\(field).name")) }
        if let name = port["name"]?.string, ports[..<index].contains(where: { $0["name"]?.string == name }) {
            problems.append(.duplicate("\(field).name", "\"\(name)\""))
        }
        if let number = port["port"]?.int, range.contains(number) {
            let isDouble = ports[..<index].contains {
                $0["port"]?.int == number && $0["protocol"] == port["protocol"]
            }
            if isDouble {
                problems.append(
                    .duplicate(
                        field, "{\"port\":\(number),\"protocol\":\"\(port["protocol"]?.string ?? "")\"}"))
            }
        } else {
            problems.append(
                .invalid(
                    "\(field).port", "\(port["port"]?.int ?? 0)", "must be between 1 and 65535, inclusive"))
        }
        let protocols = ["SCTP", "TCP", "UDP"]
        if let transport = port["protocol"]?.string, !protocols.contains(transport) {
            problems.append(.unsupported("\(field).protocol", transport, protocols))
        }
        if let target = port["targetPort"]?.int, !range.contains(target) {
            problems.append(.invalid("\(field).targetPort", "\(target)", "must be between 1 and 65535, inclusive"))
        }
        return problems
    }

    private static func isDNSLabel(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63,
            isLetter(first) || isDigit(first), isLetter(last) || isDigit(last)
        else { return false }
        return bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }
}
