import Kubernetes
import Topology

/// Why the Service through which an Ingress or Gateway is served has no address: what keeps it from one, and from whom else.
struct ProxyAddress {
    /// Without its full stop; nil if there is nothing to add to the Service's own Events.
    let sentence: String?
    let evidence: [Evidence]
    let remedies: [Remedy]
    let common: CommonCause

    init(of service: Service, warning: String?, _ sources: AddressSources, _ context: CheckContext) {
        let balancers = sources.balancers
        let refusal = AddressRefusal(of: service, balancers, in: context)
        if let refusal, refusal.isShortage, let pools = sources.pools,
            let pool = ExhaustedPool(for: service, among: pools, in: context)
        {
            (sentence, evidence, remedies) = (pool.sentence, pool.evidence, [])
            common = pool.common(refusal, context)
            return
        }
        if refusal == nil, let implementation = balancers.implementation(of: service),
            let stopped = balancers.stopped(.controller, of: implementation), let cause = stopped.common
        {
            (sentence, evidence, remedies) = (cause.detail, stopped.evidence, stopped.remedies)
            common = cause
            return
        }
        (sentence, evidence, remedies) = (nil, [], [])
        let object = ObjectReference(.management, service)
        common = CommonCause(
            subject: .part(.proxy, object.description),
            detail: "\(service.reference), through which they are served, has no address"
                + (warning.map { " (\($0))" } ?? ""),
            objects: [object],
            remedies: [
                .fix("give \(service.reference) an address"), AddressRefusal.readEvents(of: service, context),
            ])
    }
}
