/// Certificates made with OpenSSL for the tests; their keys were thrown away.
enum Certificates {
    /// Of shop.example.com and *.apps.example.com, from 2026-11-29 to 2126.
    static let shop = """
        -----BEGIN CERTIFICATE-----
        MIIBxTCCAWygAwIBAgIUR0xLecKZxxzmyRVv66zNMv/rjHMwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAgFw0yNjExMjkxODQxMThaGA8y
        MTI2MTEwNTE4NDExOFowGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABDJfcVQ6Xou6tUhMoeGmgGwNmRBVDrYfxfmi
        TCP3IHm52gCIMwd+2dPEiP7IyJgPArHLsD+oOvTsBaNBcKAQU+ujgYswgYgwHQYD
        VR0OBBYEFJWfmZ5zGm+A3Ic2T8RUlo3hRGpuMB8GA1UdIwQYMBaAFJWfmZ5zGm+A
        3Ic2T8RUlo3hRGpuMA8GA1UdEwEB/wQFMAMBAf8wNQYDVR0RBC4wLIIQc2hvcC5l
        eGFtcGxlLmNvbYISKi5hcHBzLmV4YW1wbGUuY29thwTAAAIBMAoGCCqGSM49BAMC
        A0cAMEQCICHXSI0pSu4E2IEJ+7bAnq/KcPaWTWLafuaT+XnP/nDaAiBmRw3vB2en
        mErNP8G/lwJ3cCgq9dFinWpP3gL0XFU54w==
        -----END CERTIFICATE-----
        """

    /// That of ingress-nginx itself.
    static let fake = """
        -----BEGIN CERTIFICATE-----
        MIICBzCCAa2gAwIBAgIUY31iL+l7i2uSVd4CV+zv5e1mpXMwCgYIKoZIzj0EAwIw
        SzEQMA4GA1UECgwHQWNtZSBDbzE3MDUGA1UEAwwuS3ViZXJuZXRlcyBJbmdyZXNz
        IENvbnRyb2xsZXIgRmFrZSBDZXJ0aWZpY2F0ZTAgFw0yNjExMjkxODQxMThaGA8y
        MTI2MTEwNTE4NDExOFowSzEQMA4GA1UECgwHQWNtZSBDbzE3MDUGA1UEAwwuS3Vi
        ZXJuZXRlcyBJbmdyZXNzIENvbnRyb2xsZXIgRmFrZSBDZXJ0aWZpY2F0ZTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABDJfcVQ6Xou6tUhMoeGmgGwNmRBVDrYfxfmi
        TCP3IHm52gCIMwd+2dPEiP7IyJgPArHLsD+oOvTsBaNBcKAQU+ujbTBrMB0GA1Ud
        DgQWBBSVn5mecxpvgNyHNk/EVJaN4URqbjAfBgNVHSMEGDAWgBSVn5mecxpvgNyH
        Nk/EVJaN4URqbjAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDWluZ3Jlc3Mu
        bG9jYWwwCgYIKoZIzj0EAwIDSAAwRQIhAK1T15rhFfs7+7pE0BbnRUtqyhSp/wPh
        1aPznyt6ijNqAiACUtNFowNqsB4wAbkyJLfdfOXlD/x7rtwQKRAyxuI8dg==
        -----END CERTIFICATE-----
        """

    /// Of 2020, with a common name alone.
    static let old = """
        -----BEGIN CERTIFICATE-----
        MIIBMDCB1wIUQXaHp5D8D5QduoO9idIsCrhojYUwCgYIKoZIzj0EAwIwGzEZMBcG
        A1UEAwwQc2hvcC5leGFtcGxlLmNvbTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEw
        MDAwMDBaMBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAATtY7ODxyZRH2Vgvr/m94DK1ZLLA6NjfQP4PhNSFsDOfFMH
        muPDOJ+9C3mvF2UKUSBS4n9i1DHkcvXvE4CYeLSCMAoGCCqGSM49BAMCA0gAMEUC
        IEzmknUcIVi0coSdmJhhIqs07lh84fbVG1fX4vRE3wk5AiEAg6keyaIIr5TzRbBr
        wXwgKIg7Zfe0qV//wZXFJoSmeu4=
        -----END CERTIFICATE-----
        """
}
