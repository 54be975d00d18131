import Characters
import KubeLB
import Kubernetes
import Topology

/// What the pods of a load-balancer implementation log again and again.
struct BalancerLog {
    let workload: LoadBalancerWorkload
    /// The cause of the error, on one line.
    let text: String
    let evidence: Evidence

    /// The last error that came more than once and still goes on; nil if their logs were not read or say nothing.
    ///
    /// `naming`: paths of Services of which an error has to name one.
    init?(of implementation: LoadBalancerImplementation, naming paths: [String]? = nil, _ context: CheckContext) {
        let own = context.topology.loadBalancerWorkloads.filter { $0.implementation == implementation }
        for workload in own {
            for (source, tail) in context.topology.logTails(of: workload) {
                let errors = tail.lines.filter { line in
                    guard line.level == .error, line.isRecent(at: context.now) else { return false }
                    let text = line.fullText
                    return paths?.contains(where: text.containsBytes) ?? true
                }
                guard let last = errors.last else { continue }
                let text = ErrorDigest.text(of: last.errorText)
                let count = errors.filter { ErrorDigest.text(of: $0.errorText) == text }.count
                guard count > 1 else { continue }
                self.workload = workload
                self.text = text
                evidence = Evidence(
                    "\(source)", "\(text) (×\(count))",
                    at: last.time)
                return
            }
        }
        return nil
    }

    /// `kube-vip logs: …`.
    var sentence: String { "\(workload.implementation.nameAtStart) logs: \(text)" }

    func remedies(about envoy: Service, _ context: CheckContext) -> [Remedy] {
        let known = RefusalKind(text).remedies(for: text, workload.implementation, about: envoy, context)
        return (known.isEmpty ? [.fix("fix what its log names")] : known) + [context.log(of: workload)]
    }
}
