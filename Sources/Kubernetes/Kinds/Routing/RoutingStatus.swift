import Documents

/// The `status` of an Ingress, a Gateway, an HTTPRoute or a GRPCRoute.
package struct RoutingStatus: Sendable, Hashable {
    /// `loadBalancer.ingress` of an Ingress, `addresses` of a Gateway; sorted.
    package var addresses: [String] = []
    package var conditions: [Condition] = []
    package var listeners: [ListenerStatus] = []
    package var parents: [ParentStatus] = []

    package init() {}

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "loadBalancer": addresses = try LoadBalancerIngress.list(from: &reader).addresses
            case "addresses": addresses = try Self.values(from: &reader)
            case "conditions": conditions = try Condition.list(from: &reader)
            case "listeners":
                listeners = try reader.list { (reader) throws(JSONError) in try ListenerStatus(from: &reader) }
            case "parents":
                parents = try reader.list { (reader) throws(JSONError) in try ParentStatus(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    private static func values(from reader: inout JSONReader) throws(JSONError) -> [String] {
        let values = try reader.list { (reader) throws(JSONError) -> String in
            var value = ""
            try reader.object { (reader, key) throws(JSONError) in
                if case "value" = key { value = try reader.string() ?? "" } else { try reader.skip() }
            }
            return value
        }
        return values.filter { !$0.isEmpty }.sorted()
    }

    package func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }

    package func listener(_ name: String) -> ListenerStatus? { listeners.first { $0.name == name } }

    /// What another copy of the status must have in common with it: addresses, and conditions without their times. The CCM
    /// overwrites `observedGeneration`, which therefore says nothing (KubeLB #373).
    package var essence: Set<String> {
        var essence = Set(addresses)
        func add(_ place: String, _ conditions: [Condition]) {
            for condition in conditions {
                essence.insert("\(place) \(condition.type)=\(condition.status)/\(condition.reason)")
            }
        }
        add("", conditions)
        for listener in listeners { add("listener \(listener.name)", listener.conditions) }
        for parent in parents { add("parent \(parent.reference.name)", parent.conditions) }
        return essence
    }
}

/// An entry of `status.listeners` of a Gateway.
package struct ListenerStatus: Sendable, Hashable {
    package var name = ""
    package var attachedRoutes = 0
    package var supportedKinds: [RouteGroupKind] = []
    package var conditions: [Condition] = []

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "attachedRoutes": attachedRoutes = try reader.int() ?? 0
            case "supportedKinds": supportedKinds = try RouteGroupKind.list(from: &reader)
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }

    package func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }
}

/// An entry of `status.parents` of a route: what one Gateway says of it.
package struct ParentStatus: Sendable, Hashable {
    package var reference = RoutingReference()
    package var controller = ""
    package var conditions: [Condition] = []

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "parentRef": reference = try RoutingReference(from: &reader)
            case "controllerName": controller = try reader.string() ?? ""
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }

    package func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }
}
