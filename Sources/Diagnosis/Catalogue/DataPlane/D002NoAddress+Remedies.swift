import KubeLB
import Kubernetes
import Topology

extension D002NoAddress {
    /// Where to find out why nobody assigned an address.
    func unexplained(
        _ envoy: Service, _ serving: LoadBalancerImplementation?, _ balancers: LoadBalancers, _ context: CheckContext
    ) -> [Remedy] {
        var remedies = [balancers.log(of: serving)].compactMap { $0 }
        if context.topology.outcome(of: .managementEvents) != nil {
            remedies.append(AddressRefusal.readEvents(of: envoy, context))
        }
        remedies.append(
            .inspect(
                "compare it with Services that have an address",
                context.kubectl(.management, "get services -A -o wide").piped(into: ShellCommand("grep LoadBalancer"))))
        return remedies
    }

    /// That the envoy Service is of another family than the tenant's Service: a dual-stack cluster with IPv6 first makes
    /// single-stack Services IPv6, and a pool may have addresses of one family only.
    static func families(_ carried: CarriedService) -> String {
        let (asked, made) = (carried.service.ipFamilies, carried.envoy.ipFamilies)
        guard !asked.isEmpty, !made.isEmpty, Set(asked).isDisjoint(with: made) else { return "" }
        return
            ". The envoy Service needs an \(made.joined(separator: " and ")) address, although the tenant's Service is "
            + "\(asked.joined(separator: " and ")): check whether the pool has \(made.joined(separator: " and ")) addresses"
    }
}
