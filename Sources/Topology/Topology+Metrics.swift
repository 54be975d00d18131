import Characters
import KubeLB
import Kubernetes

/// What pods say of themselves.
extension Topology {
    /// The tenant's Envoy pods that take traffic; nil where the pods could not be read.
    package var servingEnvoyPods: [Pod]? {
        recorder?.note(.managementPods)
        return dataPlane.servingPods
    }

    /// The tenant's Envoys that take traffic and whose statistics could be read, by the names of their pods.
    package var envoys: [(pod: Pod, statistics: EnvoyStatistics)] {
        recorder?.note(.managementPods)
        recorder?.note(.envoyMetrics)
        return dataPlane.envoys
    }

    /// The tenant's Envoys that take traffic and whose statistics were to be read, but could not be.
    var podsWithoutStatistics: [Pod] {
        dataPlane.servingPods?.filter { pod in
            observation.metrics[MetricsSource(.envoy, pod)].map { $0.value == nil } ?? false
        } ?? []
    }

    /// The hosts that an Envoy sees, where its admin port could be read.
    package func hosts(of envoy: Pod) -> EnvoyHosts? {
        recorder?.note(.envoyHosts)
        guard case .envoyHosts(let hosts)? = observation.metrics[MetricsSource(.envoyHosts, envoy)]?.value else {
            return nil
        }
        return hosts
    }

    package var ccmMetrics: [(source: MetricsSource, metrics: CCMMetrics)] {
        recorder?.note(.ccmMetrics)
        return observation.metrics.sorted { $0.key < $1.key }.compactMap { source, page in
            if case .ccm(let metrics)? = page.value { (source, metrics) } else { nil }
        }
    }

    package var managerMetrics: [(source: MetricsSource, metrics: ManagerMetrics)] {
        recorder?.note(.managerMetrics)
        return observation.metrics.sorted { $0.key < $1.key }.compactMap { source, page in
            if case .manager(let metrics)? = page.value { (source, metrics) } else { nil }
        }
    }

    /// Whether an Envoy's admin port listens beyond its own pod, by the bootstrap configuration in its arguments; false
    /// where that does not say.
    package func opensEnvoyAdmin(of pod: Pod) -> Bool {
        pod.spec.containers.flatMap(\.args).contains { text in
            guard let admin = text.firstByteRange(of: "\"admin\":") else { return false }
            return text[admin.upperBound...].containsBytes(of: "\"0.0.0.0\"")
        }
    }
}
