/// Parts that examples of the Enterprise Edition have in common.
enum EnterpriseExamples {
    /// The edition is known from the Config alone; to be appended.
    static let shownByConfig = """
        \n---
        management:
          tenantstates.kubelb.k8c.io: {tenant-acme/default: null}
          configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: v1.5.0, edition: EE}}}}
        """

    /// HTTPRoute `shop/app` sends traffic to Service `data/users`.
    static let otherNamespace = """
        tenant:
          services: {data/users: {spec: {type: ClusterIP, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}}
          referencegrants.gateway.networking.k8s.io: {}
          httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
            {name: users, namespace: data, port: 80}]}]}}}
        """

    /// The same, and the Tenant enforces ReferenceGrants, of which there is none.
    static let grantMissing =
        otherNamespace + """
            \n---
            management:
              tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {enforceReferenceGrants: true}}}}
              tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
            """
}
