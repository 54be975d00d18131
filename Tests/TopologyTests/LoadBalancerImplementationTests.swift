import Documents
import Kubernetes
import Testing

@testable import Topology

@Suite struct LoadBalancerImplementationTests {
    private static func service(
        annotations: String = "", writer: String = "", ingress: String = #"{"ip": "198.51.100.1"}"#
    ) throws -> Service {
        let field = """
            {"manager": "\(writer)", "operation": "Update", "subresource": "status", "time": "2026-11-22T10:00:00Z", \
            "fieldsV1": {"f:status": {"f:loadBalancer": {}}}}
            """
        let json = """
            {"metadata": {"name": "a", "namespace": "b", "annotations": {\(annotations)}, "managedFields": [\(field)]},
             "spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {"ingress": [\(ingress)]}}}
            """
        var reader = JSONReader(Array(json.utf8))
        return try Service(from: &reader)
    }

    @Test(arguments: [
        ("", "controller", #"{"ip": "198.51.100.1"}"#, LoadBalancerImplementation.metalLB),
        ("", "controller", #"{"hostname": "x.elb.example"}"#, .awsLoadBalancerController),
        ("", "kube-vip-cloud-provider", #"{"ip": "198.51.100.1"}"#, .kubeVIP),
        ("", "cilium-operator-generic", #"{"ip": "198.51.100.1"}"#, .cilium),
        ("", "hcloud-cloud-controller-manager", #"{"ip": "198.51.100.1"}"#, .cloudController),
        ("", "k3s", #"{"ip": "198.51.100.1"}"#, .serviceLB),
        (#""metallb.universe.tf/ip-allocated-from-pool": "main""#, "x", #"{"ip": "198.51.100.1"}"#, .metalLB),
    ])
    func recognizesWhoServed(
        annotations: String, writer: String, ingress: String, expected: LoadBalancerImplementation
    ) throws {
        let service = try Self.service(annotations: annotations, writer: writer, ingress: ingress)
        #expect(LoadBalancerImplementation.havingServed(service) == expected)
    }

    @Test func knowsNobody() throws {
        #expect(try LoadBalancerImplementation.havingServed(Self.service(writer: "kubectl-edit")) == nil)
        #expect(try LoadBalancerImplementation.havingServed(Self.service(writer: "controller", ingress: "")) == nil)
        #expect(LoadBalancerImplementation.reporting("Failed", as: "service") == nil)
    }

    @Test(arguments: [
        ("quay.io/metallb/speaker:v0.15.2", LoadBalancerImplementation.metalLB, LoadBalancerWorkload.Role.announcer),
        ("registry.example:5000/mirror/metallb-controller@sha256:0", .metalLB, .controller),
        ("ghcr.io/kube-vip/kube-vip:v1.0.0", .kubeVIP, .announcer),
        ("ghcr.io/kube-vip/kube-vip-cloud-provider:v0.0.12", .kubeVIP, .controller),
        ("quay.io/cilium/cilium:v1.18.0", .cilium, .announcer),
        ("registry.example/provider-os/openstack-cloud-controller-manager:v1.34.0", .cloudController, .controller),
    ])
    func recognizesWorkloads(
        image: String, implementation: LoadBalancerImplementation, role: LoadBalancerWorkload.Role
    ) throws {
        let json = """
            {"metadata": {"name": "a", "namespace": "b"}, "spec": {"template": {"spec": {"containers": [{"image": "\(image)"}]}}}}
            """
        var reader = JSONReader(Array(json.utf8))
        let workload = try #require(LoadBalancerWorkload(Deployment(from: &reader)))
        #expect(workload.implementation == implementation && workload.role == role && workload.isStopped)
    }

    @Test(arguments: ["quay.io/cilium/cilium-envoy:v1", "quay.io/kubermatic/kubelb-ccm:v1.4.3", "speaker", ""])
    func otherWorkloads(image: String) throws {
        let json = """
            {"metadata": {"name": "a"}, "spec": {"template": {"spec": {"containers": [{"image": "\(image)"}]}}}}
            """
        var reader = JSONReader(Array(json.utf8))
        #expect(try LoadBalancerWorkload(Deployment(from: &reader)) == nil)
    }
}
