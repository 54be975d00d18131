/// Parts that examples of the Enterprise Edition have in common.
enum EnterpriseExamples {
    /// The edition is known from the Config alone; to be appended.
    static let shownByConfig = """
        \n---
        management:
          tenantstates.kubelb.k8c.io: {tenant-acme/default: null}
          configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: v1.5.0, edition: EE}}}}
        """
}
