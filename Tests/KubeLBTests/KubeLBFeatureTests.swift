import KubeLB
import Testing

/// What depends on KubeLB's version.
@Suite struct KubeLBFeatureTests {
    @Test(arguments: [
        ("v1.4.3", ReleaseVersion(1, 4, 3)), ("1.5.0", ReleaseVersion(1, 5, 0)),
        ("v1.5.0-rc.1", ReleaseVersion(1, 5, 0)),
        ("v1.4.0-dev", nil), ("latest", nil), ("main-1a2b3c4", nil), ("sha256:0123", nil), ("", nil), ("v1.4", nil),
        ("v1.4.3-12-gabcdef", nil), ("99999999999999999999.0.0", nil),
    ])
    func versionsNeedNotBeReleases(text: String, release: ReleaseVersion?) {
        #expect(ReleaseVersion(text) == release)
    }

    @Test(arguments: [
        (KubeLBFeature.hostnameAddresses, "v1.3.11", false), (.hostnameAddresses, "v1.3.12", true),
        (.hostnameAddresses, "v1.4.0", false), (.hostnameAddresses, "v1.4.1", false),
        (.hostnameAddresses, "v1.4.2", true),
        (.hostnameAddresses, "v1.5.0", true), (.hostnameAddresses, "v1.2.9", false),
        (.clientIPPersistence, "v1.4.3", false), (.clientIPPersistence, "v1.5.0", true),
        (.orphanCollection, "v2.0.0", true),
        (.optionalConfig, "v1.3.12", false), (.optionalConfig, "v1.4.0", true),
    ])
    func backportsCount(feature: KubeLBFeature, version: String, exists: Bool) {
        #expect(feature.exists(in: ReleaseVersion(version)) == exists)
    }

    @Test(arguments: KubeLBFeature.allCases)
    func anUnknownVersionCountsAsTheNewest(feature: KubeLBFeature) {
        #expect(feature.exists(in: nil))
        #expect(!feature.exists(in: ReleaseVersion(1, 0, 0)))
        #expect(feature.firstReleases == feature.firstReleases.sorted())
    }
}
