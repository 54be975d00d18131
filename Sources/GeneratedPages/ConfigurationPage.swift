import CommandLineKit
import Commands

/// kubelb-ctl-config(5): the configuration file.
enum ConfigurationPage {
    static var text: String {
        ManPage.page(
            name: "kubelb-ctl-config", section: 5, summary: "Pairs of clusters and default options",
            sections: [
                ManPage.Section(
                    "Description",
                    """
                    A YAML file that names pairs of a tenant cluster and a management cluster, for --pair and for \
                    kubelb-ctl doctor --all-pairs, and sets default options. The default path is ~/.config/kubelb-ctl/config.yaml, \
                    or kubelb-ctl/config.yaml in XDG_CONFIG_HOME; KUBELB_CTL_CONFIG and --config select another file, which must \
                    exist. The file holds no credentials; they stay in the kubeconfigs that it names.
                    kubelb-ctl config validate reports every problem with its line and column; kubelb-ctl config view shows the \
                    effective settings and where they come from. If the file has an error, every command that contacts clusters or \
                    reads a bundle fails before it reads anything.
                    """),
                ManPage.Section(
                    "Precedence",
                    """
                    Options on the command line take precedence over environment variables, which take precedence over the pair, \
                    then the defaults, then the built-in values. --pair= selects no pair, even if the defaults set one.
                    Settings that select a cluster are overridden together: another kubeconfig also overrides the context of the pair, \
                    and another context its cluster, its user and, for the tenant cluster, the tenant name. --all-pairs ignores \
                    environment variables that select clusters. A bundle contains both clusters, so no pair applies to it.
                    """),
                keys("Keys", "At the top of the file:", ConfigurationKeys.top),
                keys("Keys of defaults", "Below defaults:", ConfigurationKeys.general),
                keys(
                    "Keys of a pair",
                    "Below pairs and the name of a pair, which contains no spaces. Without a key for the management cluster, "
                        + "the CCM\u{2019}s own credentials are used.",
                    ConfigurationKeys.pair),
                ManPage.Section(
                    "Example", "Three pairs, the first of which is the default:", block: ConfigurationKeys.example),
            ],
            references: [
                ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubelb-ctl-config", 1),
                ManPage.Reference("kubelb-ctl-doctor", 1),
            ], edition: ManPages.edition)
    }

    private static func keys(_ heading: String, _ text: String, _ keys: [ConfigurationKey]) -> ManPage.Section {
        ManPage.Section(
            heading, text,
            items: keys.map { key in
                var parts = ["\(key.summary): \(key.values)."]
                if let value = key.defaultValue { parts.append("Default: \(value).") }
                if let variable = key.variable { parts.append("\(variable) takes precedence.") }
                return (key.name, parts.joined(separator: " "))
            })
    }
}
