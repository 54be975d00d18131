import KubeLB
import Testing

@Suite struct FinalizerOwnerTests {
    @Test(arguments: [
        ("kubelb.k8c.io/cleanup", "KubeLB"), ("kubelb.k8c.io/lb-finalizer", "KubeLB"),
        ("service.kubernetes.io/load-balancer-cleanup", "the cloud controller or load-balancer implementation"),
        ("foregroundDeletion", "the garbage collector of kube-controller-manager"),
        ("service.k8s.aws/resources", "the AWS Load Balancer Controller"),
    ])
    func knownFinalizersHaveOwners(finalizer: String, owner: String) {
        #expect(FinalizerOwner.name(of: finalizer) == owner)
    }

    @Test(arguments: ["example.com/hold", "", "kubelb", "kubelb.k8c.io.example.com/x"])
    func othersHaveNone(finalizer: String) {
        #expect(FinalizerOwner.name(of: finalizer) == nil)
        #expect(!FinalizerOwner.isKubeLB(finalizer))
    }
}
