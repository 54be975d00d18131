import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Which Services a command is about, and finding them.
struct ServiceSelection: OptionGroup, Sendable {
    var arguments: [ServiceArgument] = []
    var namespace: String?
    var allNamespaces = false
    var labelSelector: LabelSelector?
    /// Whether Services of other controllers are included.
    var showsIgnored = false
    /// Whether a UID that no Service has may be that of a LoadBalancer left alone: see `loneLoadBalancers(in:)`.
    var acceptsLoneLoadBalancers = false

    static let heading = "Service"

    static var options: [OptionRow<Self>] { options() }

    static func options(
        namespace: String = "Use this namespace of the tenant cluster",
        allNamespaces: String = "Show Services in all namespaces, one row per Service"
    ) -> [OptionRow<Self>] {
        [
            .value(\.namespace, "namespace", short: "n", .text("NAMESPACE"), namespace),
            .flag(\.allNamespaces, "all-namespaces", short: "A", allNamespaces),
            .value(
                \.labelSelector, "selector", short: "l",
                OptionType("SELECTOR") { text, _ throws(UsageError) in try LabelSelector(text) },
                "Select Services by label, as in kubectl"),
            .flag(\.showsIgnored, "show-ignored", "Also list Services of other controllers"),
        ]
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        arguments = try ServiceArgument.parse(given.line.arguments)
        let others: [(option: PartialKeyPath<Self>, isSet: Bool)] = [
            (\.allNamespaces, allNamespaces), (\.labelSelector, labelSelector != nil),
        ]
        for (option, isSet) in others where !arguments.isEmpty && isSet {
            throw UsageError(
                message: "a Service name and --\(Self.name(of: option)) are mutually exclusive",
                hint: "omit one of them")
        }
    }

    /// What to say where no Service is selected and none is named; nil where one may be that could not be read.
    func emptinessNote(in services: Observed<ObjectList<Service>>) -> String? {
        guard arguments.isEmpty, services.value?.isComplete == true else { return nil }
        let labels = labelSelector == nil ? "" : " with these labels"
        guard let namespace, !allNamespaces else { return "no Services of type LoadBalancer\(labels)" }
        return "no Services of type LoadBalancer\(labels) in namespace \(namespace); use -A for all namespaces"
    }

    /// The Services named, so that they are looked at whatever their type. Fails with near names where one is missing.
    func requestedServices(in services: Observed<ObjectList<Service>>) throws(CommandFailure) -> [Service] {
        guard !arguments.isEmpty else { return [] }
        let list: ObjectList<Service>
        switch services {
        case .present(let found): list = found
        case .absent: list = ObjectList()
        case .notCollected:
            throw CommandFailure(
                .usage, "the bundle does not contain the tenant cluster's Services",
                hint: "collect it again with permission to list services in the tenant cluster")
        case .forbidden(let right):
            throw CommandFailure(
                .undetermined, "the tenant cluster's Services could not be read", causes: ["forbidden: needs \(right)"])
        case .failed(let reason):
            throw CommandFailure(.undetermined, "the tenant cluster's Services could not be read", causes: [reason])
        }
        var found: [Service] = []
        for argument in arguments {
            if acceptsLoneLoadBalancers, case .uid(let uid) = argument,
                !list.items.contains(where: { $0.metadata.uid == uid })
            {
                continue
            }
            let service = try find(argument, in: list)
            if !found.contains(where: {
                $0.metadata.uid == service.metadata.uid && $0.metadata.path == service.metadata.path
            }) {
                found.append(service)
            }
        }
        return found
    }

    private func find(_ argument: ServiceArgument, in list: ObjectList<Service>) throws(CommandFailure) -> Service {
        switch argument {
        case .uid(let uid):
            if let service = list.items.first(where: { $0.metadata.uid == uid }) { return service }
            throw Self.noService(withUID: uid)
        case .named(let ownNamespace, let name):
            return try find(name, in: list, namespace: ownNamespace ?? namespace)
        }
    }

    private static func noService(withUID uid: String) -> CommandFailure {
        CommandFailure(
            .notFound, "no Service in the tenant cluster has the UID \(uid)",
            hint: "kubelb-ctl doctor lists LoadBalancers without a Service")
    }

    /// The LoadBalancers that are named by a UID which no Service has. Fails where there is no such LoadBalancer either.
    func loneLoadBalancers(in topology: Topology) throws(CommandFailure) -> [LoadBalancer] {
        guard acceptsLoneLoadBalancers else { return [] }
        let uids = Set((topology.list(.tenant, Service.self).value?.items ?? []).map(\.metadata.uid))
        var found: [LoadBalancer] = []
        for case .uid(let uid) in arguments.uniqued() where !uids.contains(uid) {
            let list = topology.list(.management, LoadBalancer.self)
            let own = list.value?.items.filter { $0.metadata.name == uid } ?? []
            guard
                let loadBalancer = own.first(where: { $0.metadata.namespace == topology.tenantNamespace }) ?? own.first
            else {
                guard let reason = list.unknown else { throw Self.noService(withUID: uid) }
                throw CommandFailure(
                    .undetermined,
                    "no Service in the tenant cluster has the UID \(uid), and the LoadBalancers could not be read",
                    causes: ["\(reason)"])
            }
            found.append(loadBalancer)
        }
        return found
    }

    private func find(
        _ name: String, in list: ObjectList<Service>, namespace: String?
    ) throws(CommandFailure) -> Service {
        let named = list.items.filter { $0.metadata.name == name }
        if let namespace {
            if let service = named.first(where: { $0.metadata.namespace == namespace }) { return service }
        } else {
            // A bundle has no current namespace: the default one comes first, then the only one that has the name.
            if let service = named.first(where: { $0.metadata.namespace == "default" }) { return service }
            if named.count == 1 { return named[0] }
            if named.count > 1 {
                let places = named.map(\.metadata.path).sorted().joined(separator: ", ")
                throw CommandFailure(
                    .usage, "several Services are named \"\(name)\": \(places)", hint: "select one with -n")
            }
        }
        let wanted = "\(namespace ?? "default")/\(name)"
        if let damaged = list.damaged.first(where: {
            $0.name == name && (namespace == nil || $0.namespace == namespace)
        }) {
            throw CommandFailure(.undetermined, "Service \(wanted) is malformed", causes: ["\(damaged)"])
        }
        if let cutOff = list.cutOff {
            throw CommandFailure(
                .undetermined, "Service \(wanted) is not in the part of the list that could be read", causes: [cutOff])
        }
        throw CommandFailure(.notFound, "Service \(wanted) not found", hint: hint(for: name, named, list, namespace))
    }

    private func hint(
        for name: String, _ named: [Service], _ list: ObjectList<Service>, _ namespace: String?
    ) -> String? {
        if let other = named.first { return "\(other.metadata.path) exists: use -n \(other.metadata.namespace)" }
        let near = nearest(to: name, in: Array(Set(list.items.map(\.metadata.name))))
        let paths = list.items.filter { near.contains($0.metadata.name) }.map(\.metadata.path)
        guard !paths.isEmpty else {
            let places = list.items.filter(\.isLoadBalancer).map(\.metadata.path).sorted()
            return places.isEmpty ? nil : "Services of type LoadBalancer: \(places.prefix(5).joined(separator: ", "))"
        }
        return "did you mean \(paths.sorted().prefix(3).joined(separator: ", "))?"
    }

    /// The Services of the diagnosis that are asked for, in the order named or by namespace and name.
    func select(from diagnosis: Diagnosis, requested: [Service]) -> [ServiceDiagnosis] {
        let chosen = Set(select(from: diagnosis.topology, requested: requested).map(\.path))
        let services = diagnosis.services.filter { chosen.contains($0.key.path) }
        guard !arguments.isEmpty else { return services }
        return requested.compactMap { service in services.first { $0.key == ExposedResource(.tenant, service) } }
    }

    /// Whether a Service that was not there when the others were chosen is meant, too.
    func mayMean(_ service: Service) -> Bool {
        let metadata = service.metadata
        guard arguments.isEmpty else {
            return arguments.contains { argument in
                switch argument {
                case .uid(let uid): metadata.uid == uid
                case .named(let own, let name): metadata.name == name && metadata.namespace == own ?? namespace
                }
            }
        }
        return (allNamespaces || namespace == nil || metadata.namespace == namespace)
            && (labelSelector?.matches(metadata.labels) ?? true)
    }

    /// The same of the topology, before anything is diagnosed.
    func select(from topology: Topology, requested: [Service]) -> [Exposure] {
        guard arguments.isEmpty else {
            return requested.compactMap { service in
                topology.exposures.first { $0.resource == ExposedResource(.tenant, service) }
            }
        }
        return topology.exposures.filter { exposure in
            let metadata = exposure.service.metadata
            return (allNamespaces || namespace == nil || metadata.namespace == namespace)
                && (labelSelector?.matches(metadata.labels) ?? true)
        }
    }
}
