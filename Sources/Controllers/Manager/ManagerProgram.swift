import Documents
import KubeLB
import Kubernetes

/// KubeLB's manager: makes namespaces of Tenants, and load balancers of LoadBalancers (KubeLB `cmd/kubelb`, the version
/// after v1.4.3; Layer 4 only).
package struct ManagerProgram: ContainerProgram {
    private let connect: @Sendable () async throws -> APIClient
    private let kubeconfig: IssueKubeconfig
    private let lease: LeaderLease.Timing
    private let metrics = ControllerMetrics()

    package init(
        connect: @escaping @Sendable () async throws -> APIClient, kubeconfig: @escaping IssueKubeconfig,
        lease: LeaderLease.Timing = .init()
    ) {
        self.connect = connect
        self.kubeconfig = kubeconfig
        self.lease = lease
    }

    package func run(_ container: ContainerContext) async throws {
        let log = ZapLog(write: container.log, isVerbose: LogLevel.isVerbose(container.arguments))
        log.info("starting kubelb manager", logger: "init")
        metrics.begin(lease: KubeLBNames.managerLease)
        let client = try await connect()
        let leader = LeaderLease(
            client: client, namespace: KubeLBNames.namespace, name: KubeLBNames.managerLease,
            identity: "\(container.pod)_\(ClientIdentity.random())", releasesAtEnd: true, timing: lease
        ) { KlogLine.write($0, to: container.log) }
        do {
            try await leader.hold {
                metrics.lead(true, KubeLBNames.managerLease)
                try await ManagerControllers(
                    client: client, kubeconfig: kubeconfig, log: log, metrics: metrics
                ).run()
            }
        } catch let lost as LeaderLease.Lost {
            log.error("problem running manager", lost.description, logger: "init")
            throw ControllerExit(description: lost.description)
        }
    }

    package func respond(to request: ContainerRequest) async -> ContainerResponse? {
        metrics.respond(to: request, port: 9443)
    }
}
