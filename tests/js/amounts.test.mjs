import assert from "node:assert/strict";
import test from "node:test";
import { amountInWords, figures, parseMoney } from "../../bidding/static_src/lib/amounts.js";

// The examples of 《正确填写票据和结算凭证的基本规定》, and the cases where zeros meet 万 and 亿.
const words = {
  "0.00": "零元整",
  "0.05": "伍分",
  "0.50": "伍角",
  "1409.50": "壹仟肆佰零玖元伍角",
  "6007.14": "陆仟零柒元壹角肆分",
  "16409.02": "壹万陆仟肆佰零玖元零贰分",
  "325.04": "叁佰贰拾伍元零肆分",
  "1680.32": "壹仟陆佰捌拾元叁角贰分",
  "107000.53": "壹拾万柒仟元伍角叁分",
  "6410665.58": "陆佰肆拾壹万零陆佰陆拾伍元伍角捌分",
  "18350534.00": "壹仟捌佰叁拾伍万零伍佰叁拾肆元整",
  "5986430.10": "伍佰玖拾捌万陆仟肆佰叁拾元壹角",
  "100000001.00": "壹亿零壹元整",
  "300002000.00": "叁亿零贰仟元整",
  "1000000000000.00": "壹万亿元整",
  "1000300000000.00": "壹万零叁亿元整",
  "999999999999999.99": "玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
};

for (const [money, expected] of Object.entries(words)) {
  test(`${money} is ${expected}`, () => assert.equal(amountInWords(money), `人民币${expected}`));
}

test("what a person types becomes money, or nothing", () => {
  assert.equal(parseMoney("6,410,665.5"), "6410665.50");
  assert.equal(parseMoney("￥１８３５０５３４ 元"), "18350534.00");
  assert.equal(parseMoney("007"), "7.00");
  for (const typed of ["", "-1", "1.005", "1e3", "1.2.3", "abc", "1000000000000000"]) assert.equal(parseMoney(typed), null, typed);
});

test("figures are grouped by thousands", () => {
  assert.equal(figures("6410665.58"), "6,410,665.58");
  assert.equal(figures("0.05"), "0.05");
});
