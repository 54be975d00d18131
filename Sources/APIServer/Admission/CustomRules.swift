import Documents

/// What the schemas of KubeLB's and MetalLB's definitions refuse, as far as it can be got wrong by hand.
enum CustomRules {
    static func problems(with object: JSONValue, _ kind: ServedKind) -> [FieldProblem] {
        let specification = object["spec"]
        switch kind.resource {
        case "addresses.kubelb.k8c.io":
            guard let list = specification?["addresses"] else { return [.required("spec.addresses")] }
            guard let addresses = list.array else { return [wrongType("spec.addresses", list, "array")] }
            return addresses.isEmpty
                ? [.invalid("spec.addresses", "0", "spec.addresses in body should have at least 1 items")] : []
        case "loadbalancers.kubelb.k8c.io": return loadBalancer(specification)
        case "ipaddresspools.metallb.io":
            return (specification?["addresses"]?.array ?? []).isEmpty ? [.required("spec.addresses")] : []
        default: return []
        }
    }

    private static func loadBalancer(_ specification: JSONValue?) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        let endpoints = specification?["endpoints"]?.array ?? []
        if endpoints.isEmpty {
            problems.append(
                specification?["endpoints"] == nil
                    ? .required("spec.endpoints")
                    : .invalid("spec.endpoints", "0", "spec.endpoints in body should have at least 1 items"))
        }
        for (number, endpoint) in endpoints.enumerated() {
            let ports = endpoint["ports"]?.array ?? []
            if ports.isEmpty {
                problems.append(
                    .invalid(
                        "spec.endpoints[\(number)].ports", "0",
                        "spec.endpoints[\(number)].ports in body should have at least 1 items"))
            }
            problems += self.ports(ports, "spec.endpoints[\(number)].ports")
        }
        problems += ports(specification?["ports"]?.array ?? [], "spec.ports")
        let types = ["ClusterIP", "NodePort", "LoadBalancer"]
        if let type = specification?["type"]?.string, !types.contains(type) {
            problems.append(.unsupported("spec.type", type, types))
        }
        return problems
    }

    private static func ports(_ ports: [JSONValue], _ field: String) -> [FieldProblem] {
        ports.enumerated().flatMap { index, port -> [FieldProblem] in
            var problems: [FieldProblem] = []
            if port["port"]?.int == nil { problems.append(.required("\(field)[\(index)].port")) }
            if let transport = port["protocol"]?.string, !["TCP", "UDP"].contains(transport) {
                problems.append(.unsupported("\(field)[\(index)].protocol", transport, ["TCP", "UDP"]))
            }
            return problems
        }
    }

    private static func wrongType(_ field: String, _ value: JSONValue, _ expected: String) -> FieldProblem {
        .invalid(field, "\"\(value)\"", "\(field) in body must be of type \(expected)")
    }
}
