import KubeLB
import Kubernetes

/// One page of numbers of one pod: whose, where it is asked for, and where it is in a bundle.
package struct MetricsSource: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let page: Page
    package let namespace: String
    package let pod: String

    /// Which page, by the port and the path that it has in KubeLB after v1.4.3 and its Envoy.
    package enum Page: String, Sendable, Hashable, CaseIterable {
        case envoy
        /// Of Envoy's admin port, which is open to the pod network where the manager runs with `--debug`.
        case envoyHosts
        case ccm
        case manager

        package var side: ClusterSide { self == .ccm ? .tenant : .management }

        package var port: Int {
            switch self {
            case .envoy: 19001
            case .envoyHosts: 9001
            case .ccm: 9445
            case .manager: 9443
            }
        }

        package var path: String {
            switch self {
            case .envoy: "/stats/prometheus"
            case .envoyHosts: "/clusters"
            case .ccm, .manager: "/metrics"
            }
        }

        package var query: [(name: String, value: String)] { self == .envoyHosts ? [("format", "json")] : [] }

        package var input: Input {
            switch self {
            case .envoy: .envoyMetrics
            case .envoyHosts: .envoyHosts
            case .ccm: .ccmMetrics
            case .manager: .managerMetrics
            }
        }

        fileprivate var suffix: String { self == .envoyHosts ? ".clusters.json" : ".prom" }
    }

    package init(_ page: Page, namespace: String, pod: String) {
        self.page = page
        self.namespace = namespace
        self.pod = pod
    }

    package init(_ page: Page, _ pod: Pod) {
        self.init(page, namespace: pod.metadata.namespace, pod: pod.metadata.name)
    }

    package var side: ClusterSide { page.side }

    /// The right that the read needs. A strong one: it reaches every port of the pod.
    package var right: MissingRight { MissingRight(verb: "get", resource: "pods/proxy", namespace: namespace) }

    /// The file in a bundle.
    package var file: String { "metrics/\(side.rawValue)/\(namespace)/\(pod)\(page.suffix)" }

    /// `metrics of Pod tenant-acme/envoy-tenant-acme-1`.
    package var description: String {
        let what =
            switch page {
            case .envoyHosts: "upstream hosts"
            case .envoy, .ccm, .manager: "metrics"
            }
        return "\(what) of \(Pod.kind) \(namespace)/\(pod)"
    }

    package static func < (left: MetricsSource, right: MetricsSource) -> Bool {
        (left.page.rawValue, left.namespace, left.pod) < (right.page.rawValue, right.namespace, right.pod)
    }
}

/// What a page says.
package enum PodMetrics: Sendable, Hashable {
    case envoy(EnvoyStatistics)
    case envoyHosts(EnvoyHosts)
    case ccm(CCMMetrics)
    case manager(ManagerMetrics)

    /// Reads a page, or the `Status` that stands in its place. Whatever else it is, it is a failure and never an empty page.
    package static func decode(_ bytes: [UInt8], of source: MetricsSource) -> Observed<PodMetrics> {
        if let status = APIStatus(body: bytes) {
            return status.code == 403 ? .forbidden(source.right) : .failed("HTTP \(status.code): \(status.message)")
        }
        do throws(MetricsError) {
            switch source.page {
            case .envoy: return .present(.envoy(try EnvoyStatistics.decode(bytes)))
            case .envoyHosts: return .present(.envoyHosts(try EnvoyHosts.decode(bytes)))
            case .ccm: return .present(.ccm(try CCMMetrics.decode(bytes)))
            case .manager: return .present(.manager(try ManagerMetrics.decode(bytes)))
            }
        } catch {
            return .failed("\(source): \(error)")
        }
    }
}
