import Documents

/// Cluster IPs and node ports in use.
struct ServiceAllocations: Sendable {
    /// `31080/TCP`.
    private var nodePorts: Set<String> = []
    private var addresses: Set<UInt32> = []
    private var random = SystemRandomNumberGenerator()

    private static let portRange = 30000...32767
    /// 10.96.0.0/16.
    private static let addressBase: UInt32 = 10 << 24 | 96 << 16

    private static func label(_ port: JSONValue) -> String? {
        port["nodePort"]?.int.map { "\($0)/\(port["protocol"]?.string ?? "TCP")" }
    }

    private static func number(_ text: String?) -> UInt32? {
        let bytes = (text ?? "").split(separator: ".").compactMap { UInt8($0) }
        return bytes.count == 4 ? bytes.reduce(0) { $0 << 8 | UInt32($1) } : nil
    }

    /// The Service with what it lacks: a cluster IP, and node ports where its type has them. What it had it keeps.
    mutating func allocate(for service: JSONValue, replacing old: JSONValue?) -> (JSONValue, [FieldProblem]) {
        guard var object = service.object, var specification = object["spec"]?.object else { return (service, []) }
        let before = self
        var problems: [FieldProblem] = []
        if let old { release(old) }
        let type = specification["type"]?.string ?? ""
        if type != "ExternalName" { allocateAddress(&specification, old, &problems) }
        let needsPorts =
            type == "NodePort"
            || type == "LoadBalancer" && specification["allocateLoadBalancerNodePorts"]?.bool != false
        var ports: [JSONValue] = specification["ports"]?.array ?? []
        for index in ports.indices {
            if ports[index]["nodePort"] == nil, needsPorts {
                // Somebody who leaves the port out of an update wants the one there was.
                let same = (old?["spec"]?["ports"]?.array ?? []).first {
                    $0["port"] == ports[index]["port"] && $0["protocol"] == ports[index]["protocol"]
                }
                if let number = same?["nodePort"] {
                    ports[index] = ports[index].merging(patch: ["nodePort": number])
                }
            }
            take(&ports[index], index, needsPorts: needsPorts, of: Array(ports[..<index]), &problems)
        }
        if specification["ports"] != nil { specification["ports"] = .array(ports) }
        if type == "LoadBalancer", specification["externalTrafficPolicy"]?.string == "Local",
            specification["healthCheckNodePort"] == nil, let number = freePort(["TCP"])
        {
            specification["healthCheckNodePort"] = old?["spec"]?["healthCheckNodePort"] ?? .number(JSONNumber(number))
        }
        object["spec"] = .object(specification)
        guard problems.isEmpty else {
            self = before
            return (service, problems)
        }
        return (.object(object), [])
    }

    private mutating func take(
        _ port: inout JSONValue, _ index: Int, needsPorts: Bool, of others: [JSONValue],
        _ problems: inout [FieldProblem]
    ) {
        if let number = port["nodePort"]?.int, let label = Self.label(port) {
            let field = "spec.ports[\(index)].nodePort"
            if !Self.portRange.contains(number) {
                problems.append(
                    .invalid(
                        field, "\(number)",
                        "provided port is not in the valid range. The range of valid ports is 30000-32767"))
            } else if !nodePorts.insert(label).inserted {
                problems.append(.invalid(field, "\(number)", "provided port is already allocated"))
            }
            return
        }
        guard needsPorts else { return }
        // TCP and UDP of one number share a node port.
        let transport = port["protocol"]?.string ?? "TCP"
        let twin = others.first { $0["port"] == port["port"] && $0["protocol"]?.string != transport }?["nodePort"]?.int
        let shared = twin.flatMap { nodePorts.contains("\($0)/\(transport)") ? nil : $0 }
        guard let number = shared ?? freePort([transport]) else {
            problems.append(.invalid("spec.ports[\(index)].nodePort", "0", "provided range is full"))
            return
        }
        nodePorts.insert("\(number)/\(transport)")
        port = port.merging(patch: ["nodePort": .number(JSONNumber(number))])
    }

    private mutating func freePort(_ transports: [String]) -> Int? {
        func isFree(_ number: Int) -> Bool {
            !["TCP", "UDP", "SCTP"].contains { nodePorts.contains("\(number)/\($0)") }
        }
        let start = Int.random(in: Self.portRange, using: &random)
        let count = Self.portRange.count
        for offset in 0..<count {
            let number = Self.portRange.lowerBound + (start - Self.portRange.lowerBound + offset) % count
            if isFree(number) { return number }
        }
        return nil
    }

    private mutating func allocateAddress(
        _ specification: inout JSONObject, _ old: JSONValue?, _ problems: inout [FieldProblem]
    ) {
        let wanted = specification["clusterIP"]?.string ?? old?["spec"]?["clusterIP"]?.string ?? ""
        if wanted == "None" { return }
        if let number = Self.number(wanted) {
            if !addresses.insert(number).inserted {
                problems.append(
                    .invalid(
                        "spec.clusterIPs", "[\"\(wanted)\"]",
                        "failed to allocate IP \(wanted): provided IP is already allocated"))
            }
            specification["clusterIP"] = .string(wanted)
            specification["clusterIPs"] = [.string(wanted)]
            return
        }
        for _ in 0..<65536 {
            let number = Self.addressBase | UInt32.random(in: 2...65533, using: &random)
            guard addresses.insert(number).inserted else { continue }
            let text = "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
            specification["clusterIP"] = .string(text)
            specification["clusterIPs"] = [.string(text)]
            return
        }
        problems.append(.invalid("spec.clusterIPs", "[]", "failed to allocate a serviceIP: range is full"))
    }

    /// Gives back what a Service held.
    mutating func release(_ service: JSONValue) {
        if let number = Self.number(service["spec"]?["clusterIP"]?.string) { addresses.remove(number) }
        for port in service["spec"]?["ports"]?.array ?? [] {
            if let label = Self.label(port) { nodePorts.remove(label) }
        }
    }
}
