import KubeLB
import Kubernetes

/// The Ingresses, Gateways and routes of the tenant cluster, as far as a clean-up may draw conclusions from them.
struct TenantSources {
    private enum Gap {
        case unserved
        case unread(String)
    }

    let all: [RouteSource]
    private let byUID: [String: RouteSource]
    /// Kinds of which not every object is known.
    private let gaps: [RouteKind: Gap]

    init(_ observation: Observation) {
        all = RouteKind.allCases.flatMap { observation.sources(.tenant, $0).value ?? [] }
        byUID = Dictionary(all.map { ($0.metadata.uid, $0) }, uniquingKeysWith: { first, _ in first })
        func gap<Item: KubernetesObject>(_ kind: Item.Type) -> Gap? {
            let list = observation.list(.tenant, kind)
            if case .absent = list { return .unserved }
            if let reason = list.all(where: { _ in true }).unknown { return .unread("\(reason)") }
            return list.value?.resourceVersion.isEmpty == true ? .unread("their list has no resourceVersion") : nil
        }
        gaps = Dictionary(
            uniqueKeysWithValues: RouteKind.allCases.compactMap { kind in
                let gap =
                    switch kind {
                    case .ingress: gap(Ingress.self)
                    case .gateway: gap(Gateway.self)
                    case .httpRoute: gap(HTTPRoute.self)
                    case .grpcRoute: gap(GRPCRoute.self)
                    }
                return gap.map { (kind, $0) }
            })
    }

    subscript(uid: String) -> RouteSource? { byUID[uid] }

    /// Whether the objects of a kind could not be read, so that nothing can be said of any of them.
    func isUnread(_ kind: RouteKind) -> Bool {
        if case .unread = gaps[kind] { true } else { false }
    }

    /// Why an object of a kind may exist although none was found; nil if it certainly does not.
    ///
    /// A kind that the cluster does not serve proves nothing: its CRD may have been removed for a moment.
    func doubt(about kind: RouteKind) -> String? {
        switch gaps[kind] {
        case nil: nil
        case .unread(let reason): "the \(kind.plural) of the tenant cluster could not be read: \(reason)"
        case .unserved:
            "the tenant cluster does not serve \(kind.plural), which does not prove that it is gone; if the CRD was removed "
                + "for good (kubectl get crd \(kind.resource)), delete the object with kubectl"
        }
    }

    /// Why an object may exist that uses something; nil if all are known. KubeLB carries no object of a kind that is not served.
    var doubtAboutUsers: String? {
        RouteKind.allCases.first(where: isUnread).flatMap(doubt)
    }
}
