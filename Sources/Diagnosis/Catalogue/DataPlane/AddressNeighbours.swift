import Kubernetes
import Topology

/// All LoadBalancer Services of the management cluster, counted by class: who else gets an address.
struct AddressNeighbours {
    private(set) var withAddress = 0
    private var total = 0
    private var withAddressByClass: [String: Int] = [:]
    private let isComplete: Bool
    /// When one of them got an address last.
    private var newest: Timestamp?

    init(_ services: Observed<ObjectList<Service>>) {
        isComplete = services.value?.isComplete ?? false
        for service in services.value?.items ?? [] where service.isLoadBalancer && !service.metadata.isBeingDeleted {
            total += 1
            guard !service.ingress.isEmpty else { continue }
            withAddress += 1
            newest = [newest, service.metadata.lastStatusWrite].compactMap { $0 }.max()
            withAddressByClass[service.loadBalancerClass ?? "", default: 0] += 1
        }
    }

    func withAddress(ofClass name: String?) -> Int { withAddressByClass[name ?? ""] ?? 0 }

    func summary(without envoy: Service) -> String {
        total <= 1 ? "none" : "\(withAddress) of \(total - 1) \(withAddress == 1 ? "has" : "have") an address"
    }

    func sentence(
        for envoy: Service, _ serving: LoadBalancerImplementation?, _ context: CheckContext
    ) -> String {
        guard withAddress > 0 else {
            return isComplete ? "No LoadBalancer Service in that cluster has one" : "The cause is unknown"
        }
        let have =
            "\(ServiceWords.count(withAddress, "other LoadBalancer Service"))"
            + (withAddress == 1 ? " in that cluster has one" : " in that cluster have one")
        guard withAddress(ofClass: envoy.loadBalancerClass) == 0 else {
            let age = context.age(of: newest).map { ", the newest for \($0)" } ?? ""
            // Others do not have the annotation by which this one asks for another program.
            let by =
                (LoadBalancerImplementation.requested(by: envoy) == nil ? serving : nil).map {
                    ", assigned by \($0.name)"
                } ?? ""
            return "\(have)\(by)\(age); no Event or condition of this Service gives a reason"
        }
        let name = envoy.loadBalancerClass.map { "with class \($0)" } ?? "without a class, like this Service"
        return "\(have), but none \(name)."
    }
}
