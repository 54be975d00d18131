import KubeLB
import Kubernetes
import Topology

/// The CCM of a tenant whose cluster is not visible, as the management cluster shows it.
struct HiddenCCM {
    let tenant: TenantIdentity
    /// Its token for the management cluster; nil if that was not read.
    let token: SecretMetadata?
    let lastWrite: Timestamp?

    /// nil if the tenant cluster is visible, and if the tenant has nothing that a CCM keeps up to date.
    init?(_ context: CheckContext) {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant, topology.list(.tenant, Deployment.self).value == nil,
            topology.loadBalancers.value?.isEmpty == false || topology.routes.value?.isEmpty == false
        else { return nil }
        self.tenant = tenant
        token =
            topology.list(.management, SecretMetadata.self).first {
                $0.metadata.namespace == tenant.namespace && $0.metadata.name == KubeLBNames.ccmIdentity
            }.value
        lastWrite = topology.lastWriteOfCCM
    }

    var writeEvidence: [Evidence] {
        lastWrite.map { [Evidence("LoadBalancers and Addresses of the tenant", "last write by the CCM", at: $0)] } ?? []
    }
}
