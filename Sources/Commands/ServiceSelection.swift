import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Which Services and objects of Layer 7 a command is about, and finding them.
struct ServiceSelection: OptionGroup, Sendable {
    var arguments: [ServiceArgument] = []
    var routes: [RouteArgument] = []
    /// The UIDs that are named as those of LoadBalancers.
    private(set) var loadBalancers: Set<String> = []
    /// Kinds of which all objects are meant; empty if none is given.
    var kinds: Set<ArgumentKind> = []
    var layer: Layer?
    var namespace: String?
    /// Whether the namespace is on the command line.
    private(set) var namesNamespace = false
    var allNamespaces = false
    var labelSelector: LabelSelector?
    var fieldSelector: FieldSelector?
    /// Whether Services of other controllers are included.
    var showsIgnored = false
    /// Whether a UID that no Service has may be that of a LoadBalancer left alone: see `loneLoadBalancers(in:)`.
    var acceptsLoneLoadBalancers = false
    /// Whether it may be that of a Route without a source: see `loneRoutes(in:)`.
    var acceptsLoneRoutes = false
    /// Whether the command covers Layer 7 if no object is named.
    var coversRoutes = false

    static let heading = "Service"

    static var options: [OptionRow<Self>] { options() + [layerOption] }

    static func options(
        namespace: String = "Use this namespace of the tenant cluster",
        allNamespaces: String = "Show Services in all namespaces"
    ) -> [OptionRow<Self>] {
        [
            .value(\.namespace, "namespace", short: "n", .text("NAMESPACE"), namespace),
            .flag(\.allNamespaces, "all-namespaces", short: "A", allNamespaces),
            .value(
                \.labelSelector, "selector", short: "l",
                OptionType("SELECTOR") { text, _ throws(UsageError) in try LabelSelector(text) },
                "Select Services by label, as in kubectl"),
            .value(
                \.fieldSelector, "field-selector",
                OptionType("SELECTOR") { text, option throws(UsageError) in
                    try FieldSelector(text, option: option)
                },
                "Select Services by field, as in kubectl"),
            .flag(\.showsIgnored, "show-ignored", "Also list Services of other controllers"),
        ]
    }

    /// For commands that cover both layers.
    static var layerOption: OptionRow<Self> {
        .value(
            \.layer, "layer", .choice("LAYER", Layer.allCases, name: \.rawValue),
            "Show only Services (4), or only Ingresses, Gateways and routes (7)")
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        // As for kubectl, an empty name is none.
        if namespace?.isEmpty == true, given.contains(\.namespace) { namespace = nil }
        namesNamespace = given.contains(\.namespace) && namespace != nil
        // No Service has such a name (RFC 1035): it is the level of -v.
        if let number = given.line.arguments.first(where: { $0.count == 1 && $0.allSatisfy(\.isNumber) }) {
            throw UsageError(
                message: "\(quoted(number)) does not name a Service", hint: "use -v=\(number) to log requests")
        }
        let named = try ResourceArguments(given.line.arguments)
        (arguments, routes, kinds) = (named.services, named.routes, named.kinds)
        loadBalancers = named.loadBalancers
        let others: [(option: PartialKeyPath<Self>, isSet: Bool)] = [
            (\.allNamespaces, allNamespaces), (\.labelSelector, labelSelector != nil),
            (\.fieldSelector, fieldSelector != nil), (\.layer, layer != nil),
        ]
        for (option, isSet) in others where isNamed && isSet {
            throw UsageError(
                message:
                    "a \(arguments.isEmpty ? "" : "Service ")name and --\(Self.name(of: option)) are mutually exclusive",
                hint: "omit one of them")
        }
        if !kinds.isEmpty, layer != nil {
            throw UsageError(
                message: "a kind and --\(Self.name(of: \.layer)) are mutually exclusive", hint: "omit one of them")
        }
    }

    /// Whether objects are named, one by one.
    var isNamed: Bool { !arguments.isEmpty || !routes.isEmpty }

    /// What to say where no Service is selected and none is named; nil where one may be that could not be read.
    func emptinessNote(in services: Observed<ObjectList<Service>>) -> String? {
        guard !isNamed, includesServices, services.value?.isComplete == true else { return nil }
        let labels =
            (labelSelector == nil ? "" : " with these labels") + (fieldSelector == nil ? "" : " with these fields")
        guard let namespace, !allNamespaces else { return "no Services of type LoadBalancer\(labels)" }
        return "no Services of type LoadBalancer\(labels) in namespace \(namespace); use -A for all namespaces"
    }

    /// The Services named, so that they are looked at whatever their type. Fails with near names where one is missing, and with
    /// `namesakes` of other kinds if lists are complete.
    func requestedServices(
        in services: Observed<ObjectList<Service>>, suggesting namesakes: Namesakes? = nil
    ) throws(CommandFailure) -> [Service] {
        guard !arguments.isEmpty else { return [] }
        let search = try ObjectSearch(services)
        var found: [Service] = []
        var missing: [CommandFailure] = []
        for argument in arguments {
            if acceptsLoneLoadBalancers, case .uid(let uid) = argument,
                !search.list.items.contains(where: { $0.metadata.uid == uid })
            {
                continue
            }
            let service: Service
            do throws(CommandFailure) {
                service = try find(argument, search, namesakes)
            } catch {
                guard error.status == .notFound else { throw error }
                missing.append(error.about(.service(argument)))
                continue
            }
            if !found.contains(where: {
                $0.metadata.uid == service.metadata.uid && $0.metadata.path == service.metadata.path
            }) {
                found.append(service)
            }
        }
        if let failure = CommandFailure.combined(missing) { throw failure }
        return found
    }

    private func find(
        _ argument: ServiceArgument, _ search: ObjectSearch<Service>, _ namesakes: Namesakes?
    ) throws(CommandFailure) -> Service {
        switch argument {
        case .uid(let uid):
            if let service = search.list.items.first(where: { $0.metadata.uid == uid }) { return service }
            throw Self.noService(withUID: uid)
        case .named(let ownNamespace, let name):
            do throws(CommandFailure) {
                return try search.find(
                    name, namespace: ownNamespace ?? namespace,
                    namesake: namesakes?.hint(for: name, own: ownNamespace, current: namespace, besides: Service.kind)
                ) { list in
                    let kinds = "Services of type LoadBalancer"
                    return ObjectSearch.examples(list.items.filter(\.isLoadBalancer), of: kinds)
                        ?? namesakes.map { _ in
                            "the tenant cluster has no \(kinds); \(Tool.name) status -A --show-ignored lists others"
                        }
                }
            } catch {
                // What is taken for a namespace may be a kind with a typo.
                if error.status == .notFound, ownNamespace == nil, let hint = Self.hint(for: name, search.list) {
                    throw CommandFailure(.notFound, error.message, hint: hint)
                }
                guard error.status == .notFound, let ownNamespace,
                    let kind = nearest(to: ownNamespace, in: ArgumentKind.typedWords, limit: 1).first
                else { throw error }
                let hints = ["did you mean \(kind)/\(name)?", error.hint].compactMap { $0 }
                throw CommandFailure(.notFound, error.message, hint: hints.joined(separator: " "))
            }
        }
    }

    /// What is meant by a word that is no Service's name.
    private static func hint(for word: String, _ services: ObjectList<Service>) -> String? {
        if ArgumentKind.isForeign(word) {
            return "\(word) is another kind; name a Service, or a kind such as ing, gateway or httproute"
        }
        if word.contains(",") { return "separate names with spaces" }
        if let component = LogComponent(workload: word) { return component.hint }
        if let mark = word.firstIndex(where: { ":.\\".contains($0) }), ArgumentKind(String(word[..<mark])) != nil,
            case let name = word[word.index(after: mark)...], !name.isEmpty
        {
            return "did you mean \(word[..<mark])/\(name)?"
        }
        if let service = services.items.first(where: { $0.ingress.addresses.contains(word) }) {
            return "\(word) is the address of \(service.metadata.path): use \(service.metadata.path)"
        }
        return nil
    }

    private static func noService(withUID uid: String) -> CommandFailure {
        CommandFailure(
            .notFound, "no Service in the tenant cluster has the UID \(uid)",
            hint: "use route/\(uid) if it is that of an Ingress, Gateway or route; "
                + "kubelb-ctl doctor lists LoadBalancers without a Service")
    }

    /// The LoadBalancers that are named by a UID which no Service has. Fails where there is no such LoadBalancer either.
    func loneLoadBalancers(in topology: Topology) throws(CommandFailure) -> [LoadBalancer] {
        guard acceptsLoneLoadBalancers else { return [] }
        let uids = Set((topology.list(.tenant, Service.self).value?.items ?? []).map(\.metadata.uid))
        var found: [LoadBalancer] = []
        for case .uid(let uid) in arguments.uniqued() where !uids.contains(uid) {
            try WrongCluster.refuse(topology)
            let list = topology.list(.management, LoadBalancer.self)
            let own = list.value?.items.filter { $0.metadata.name == uid } ?? []
            guard
                let loadBalancer = own.first(where: { $0.metadata.namespace == topology.tenantNamespace }) ?? own.first
            else {
                if let route = topology.list(.management, Route.self).value?.items.first(where: {
                    $0.metadata.name == uid
                }) {
                    throw CommandFailure(
                        .notFound, "the UID \(uid) is that of \(route.reference), not of a Service or LoadBalancer",
                        hint: "use route/\(uid)")
                }
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

    /// The Services of the diagnosis that are asked for, in the order named or by namespace and name.
    func select(from diagnosis: Diagnosis, requested: [Service]) -> [ServiceDiagnosis] {
        guard includesServices else { return [] }
        let chosen = Set(select(from: diagnosis.topology, requested: requested).map(\.path))
        let services = diagnosis.services.filter { chosen.contains($0.key.path) }
        guard !arguments.isEmpty else { return services }
        return requested.compactMap { service in services.first { $0.key == ExposedResource(.tenant, service) } }
    }

    /// Whether a Service that was not there when the others were chosen is meant, too.
    func mayMean(_ service: Service) -> Bool {
        let metadata = service.metadata
        guard !isNamed else {
            return arguments.contains { argument in
                switch argument {
                case .uid(let uid): metadata.uid == uid
                case .named(let own, let name): metadata.name == name && metadata.namespace == own ?? namespace
                }
            }
        }
        return includesServices && includes(service)
    }

    /// Whether a Service is in the namespace, and has the labels and fields that are asked for.
    func includes(_ service: Service) -> Bool {
        isInside(service.metadata) && fieldSelector?.matches(service) ?? true
    }

    /// The same of an object of Layer 7.
    func includes(_ metadata: ObjectMeta) -> Bool {
        isInside(metadata) && fieldSelector?.matches(metadata) ?? true
    }

    /// Whether the selection is narrower than its namespaces.
    var hasSelectors: Bool { labelSelector != nil || fieldSelector != nil }

    /// Whether an object is in the namespace and has the labels that are asked for.
    private func isInside(_ metadata: ObjectMeta) -> Bool {
        (allNamespaces || namespace == nil || metadata.namespace == namespace)
            && (labelSelector?.matches(metadata.labels) ?? true)
    }

    /// The same of the topology, before anything is diagnosed.
    func select(from topology: Topology, requested: [Service]) -> [Exposure] {
        guard arguments.isEmpty else {
            return requested.compactMap { service in
                topology.exposures.first { $0.resource == ExposedResource(.tenant, service) }
            }
        }
        return includesServices ? topology.exposures.filter { includes($0.service) } : []
    }
}
