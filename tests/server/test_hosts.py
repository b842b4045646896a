"""Which addresses a server may contact: by exact scheme, host and port, and none that is private unless listed."""

import ipaddress

import pytest
from practicegraph.server.sparql.hosts import check_address, is_public, listed_origin, look_up, origin_of

PUBLIC = {"almanac.example": ["192.88.98.1"], "xn--bcher-kva.example": ["192.88.98.2"], "six.example": ["2a01:4f8::1"]}
PRIVATE = {
    "loopback": "127.0.0.1",
    "another loopback": "127.8.8.8",
    "this host": "0.0.0.0",
    "ten": "10.1.2.3",
    "172": "172.16.0.1",
    "192": "192.168.1.1",
    "link-local, cloud metadata": "169.254.169.254",
    "carrier-grade": "100.64.0.1",
    "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "unique local": "fd00::1",
    "IPv6 link-local": "fe80::1%eth0",
    "site-local": "fec0::1",
    "mapped": "::ffff:127.0.0.1",
    "6to4": "2002:7f00:1::",
    "NAT64": "64:ff9b::a00:1",
    "Teredo": "2001:0:0:0:0:0:80ff:fffe",
}


def resolve(host, port):
    if host not in PUBLIC:
        raise OSError("no such host")
    return PUBLIC[host]


def allowed(address, *hosts):
    try:
        check_address(address, hosts, resolve)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "address",
    [
        "https://almanac.example/sparql",
        "https://almanac.example",
        "HTTPS://Almanac.EXAMPLE/sparql",
        "https://almanac.example:443/sparql?x=1#y",
        "https://almanac.example:0443/",
        "https://almanac.example:/sparql",
        "https://almanac.example?query=user@host",
    ],
)
def test_an_allowed_host_is_allowed_however_it_is_written(address):
    assert allowed(address, "https://almanac.example")


@pytest.mark.parametrize(
    "address",
    [
        "http://almanac.example/sparql",
        "https://almanac.example:8443/",
        "https://almanac.example:80/",
        "https://almanac.example./",
        "https://almanac.example.evil.example/",
        "https://evil.example/almanac.example",
        "https://www.almanac.example/",
        "https://almanac.example@evil.example/",
        "https://evil.example@almanac.example/",
        "https://almanac.example:pw@evil.example/",
        "https://evil.example#@almanac.example/",
        "https://evil.example\\@almanac.example/",
        "https://almanac.example\\.evil.example/",
        "https://almanac.example%2eevil.example/",
        "https://almanac%2eexample/",
        "https://almanac.example\t.evil.example/",
        "https:almanac.example/",
        "https:///almanac.example/",
        "//almanac.example/",
        "almanac.example",
        "ftp://almanac.example/",
        "file:///etc/passwd",
        "https://almanac.example:99999/",
        "https://almanac.example:0/",
        "https://аlmanac.example/",
        "https://almanac。example/",
        "https://ａlmanac.example/",
        "https://[::1/",
        "",
    ],
)
def test_nothing_else_is(address):
    assert not allowed(address, "https://almanac.example")


def test_nothing_is_allowed_where_nothing_is_listed():
    assert not allowed("https://almanac.example/")


def test_an_international_name_is_listed_as_it_is_spoken_and_used_as_it_is_encoded():
    for entry in ("https://bücher.example", "https://BÜCHER.example/", "https://xn--bcher-kva.example"):
        assert allowed("https://xn--bcher-kva.example/sparql", entry)
    with pytest.raises(ValueError, match=r"xn--bcher-kva\.example"):
        check_address("https://bücher.example/sparql", ["https://bücher.example"], resolve)


def test_hosts_of_ipv6():
    assert allowed("http://[2a01:4F8:0:0::1]:8080/", "http://[2a01:4f8::1]:8080")
    assert allowed("https://six.example/", "https://six.example")
    assert not allowed("http://[2a01:4f8::2]:8080/", "http://[2a01:4f8::1]:8080")


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_a_listed_name_must_not_lead_to_a_private_address(address, monkeypatch):
    monkeypatch.setitem(PUBLIC, "turncoat.example", ["192.88.98.3", address])
    with pytest.raises(ValueError, match="private"):
        check_address("http://turncoat.example:3030/", ["http://turncoat.example:3030"], resolve)


def test_a_private_address_may_be_listed_as_such():
    assert allowed("http://10.0.0.5:3030/x", "http://10.0.0.5:3030")
    assert allowed("http://[::1]:3030/x", "http://[0:0::1]:3030")
    assert allowed("http://localhost:3030/x", "http://localhost:3030")
    PUBLIC["intranet.example"] = ["10.0.0.5"]
    assert not allowed("http://intranet.example:3030/", "http://intranet.example:3030")
    assert not allowed("http://intranet.example:3030/", "http://intranet.example:3030", "http://10.0.0.5:1")
    assert allowed("http://intranet.example:3030/", "http://intranet.example:3030", "http://10.0.0.5:3030")


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.1.", "1.2.3", "0x7f000001"])
def test_an_ipv4_address_is_written_in_one_way(host):
    assert not allowed(f"http://{host}/", "http://127.0.0.1")
    with pytest.raises(ValueError):
        listed_origin(f"http://{host}")


def test_a_host_that_cannot_be_found_is_refused():
    with pytest.raises(ValueError, match="cannot be found"):
        check_address("https://nowhere.example/", ["https://nowhere.example"], resolve)


@pytest.mark.parametrize(
    "entry",
    ["dbpedia.org", "https://", "https://h/path", "ftp://h", "https://*.example", "https://a b", "", "https://u@h"],
)
def test_an_entry_of_the_list_is_an_origin(entry):
    with pytest.raises(ValueError):
        listed_origin(entry)


def test_origins_as_text():
    assert str(origin_of("http://EXAMPLE.org:80/x")) == "http://example.org"
    assert str(origin_of("http://[::1]:81/")) == "http://[::1]:81"


def test_addresses_of_the_public_internet():
    assert is_public(ipaddress.ip_address("8.8.8.8"))
    assert is_public(ipaddress.ip_address("::ffff:8.8.8.8"))
    assert "127.0.0.1" in look_up("localhost", 80)
