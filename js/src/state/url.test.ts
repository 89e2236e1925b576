import { describe, expect, test } from "vitest";

import { environmentPath, environmentsOf, exportPath, pageAddress, partsOf, pollingPath, socketUrl } from "./url";

describe("addresses", () => {
  test("of environments, whatever their names", () => {
    expect(environmentPath("", ["main"])).toBe("/env/main");
    expect(environmentPath("/p", ["a b?#", "c/d%"])).toBe("/p/compare/a%20b%3F%23+c%2Fd%25");
  });

  test("of environments as files", () => expect(exportPath("/p", "a/b é", "json")).toBe("/p/export/a%2Fb%20%C3%A9.json"));

  test("of what a page shows, and back", () => {
    const parts = { environments: ["a b", "c"], view: "wide & flat", win: "w#1" };
    const address = pageAddress("/p", parts);
    expect(address).toBe("/p/compare/a%20b+c?win=w%231#wide%20%26%20flat");
    expect(partsOf(`http://host${address}`)).toEqual({ view: "wide & flat", win: "w#1" });
    expect(environmentsOf(`http://host${address}`, "/p")).toEqual(["a b", "c"]);
    expect(pageAddress("", { environments: [], view: null, win: null })).toBe("/");
    expect(pageAddress("", { environments: ["a+b"], view: null, win: null })).toBe("/env/a%2Bb");
  });

  test("that name nothing", () => {
    expect(partsOf("http://host/#")).toEqual({ view: null, win: null });
    expect(partsOf("http://host/?win=#%E0")).toEqual({ view: "%E0", win: null });
    expect(environmentsOf("http://host/", "")).toEqual([]);
    expect(environmentsOf("http://host/env/%E0", "")).toEqual(["%E0"]);
  });

  test("of the socket beside the page", () => {
    expect(socketUrl("http://host:8097/env/a#x", "")).toBe("ws://host:8097/socket?ops=str_ins&envs=new");
    expect(socketUrl("https://host/p/compare/a+b?x=1", "/p")).toBe("wss://host/p/socket?ops=str_ins&envs=new");
  });

  test("of the polling twin", () => expect(pollingPath("/p")).toBe("/p/socket_wrap?ops=str_ins&envs=new"));
});
